#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/decoder.hpp"

namespace trawl::fetch {

/// Undoes a Content-Encoding (RFC 9110, 8.4) piece by piece: gzip, x-gzip, deflate, br, zstd, and lists of up
/// to three of them in the order in which they were applied. Memory is bounded whatever the bytes are.
class ContentDecoder {
 public:
  enum class Result { ok, over_limit, corrupt };

  /// Case does not matter; "" and "identity" count as known.
  static bool knows(std::string_view content_encoding);
  /// Requires: knows(content_encoding).
  explicit ContentDecoder(std::string_view content_encoding);

  /// Appends what `bytes` decode to. Once it is not ok it stays so, and nothing more is appended.
  /// over_limit: `out` would have exceeded `limit` bytes and is cut there; or, in a list, the form between
  /// two codings exceeded twice that. corrupt: `out` has what could be decoded before.
  Result feed(std::string_view bytes, std::string& out, std::int64_t limit);
  /// True when the stream's end was reached (identity: always), or when there was not one byte. A stream cut
  /// in the middle is not complete.
  bool is_complete() const;

 private:
  struct Stage {
    std::unique_ptr<Decoder> decoder;
    std::vector<char> room;
    std::int64_t decoded = 0;
  };

  Result pass(std::size_t stage, std::string_view bytes, std::string& out, std::int64_t limit);

  std::vector<Stage> stages_;  // the coding applied last comes first
  Result result_ = Result::ok;
};

}  // namespace trawl::fetch
