#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/decoder.hpp"

namespace trawl::fetch {

/// Decodes a body by its Content-Encoding (RFC 9110 section 8.4), piece by piece: gzip, x-gzip, deflate, br,
/// zstd, and lists of up to three of them in the order in which the server applied them. Memory is bounded
/// whatever the bytes are.
class ContentDecoder {
 public:
  enum class Result { ok, over_limit, corrupt };

  /// Whether it can be decoded, in any case. "" and "identity" can.
  static bool knows(std::string_view content_encoding);
  /// Requires: knows(content_encoding).
  explicit ContentDecoder(std::string_view content_encoding);

  /// Appends what `bytes` decode to. After a result other than ok, it returns the same result and appends
  /// nothing. over_limit: `out` would have exceeded `limit` bytes and is cut there; or, in a list of codings,
  /// the bytes between two of them exceeded twice the limit. corrupt: `out` has what could be decoded before
  /// the error.
  Result feed(std::string_view bytes, std::string& out, std::int64_t limit);
  /// Call when no more bytes come, before the two below.
  void finish();
  /// Whether all data is there, with its check bytes or without them. True for identity, and before the first
  /// byte.
  bool is_complete() const;
  /// Whether all check bytes (CRC-32, Adler-32, the checksum of zstd) were there and right.
  bool is_verified() const;
  /// "gzip", "br" or "zstd" if that is the only coding, and the body one stream of it and nothing else;
  /// else "".
  std::string_view single_coding() const;

 private:
  struct Stage {
    std::string_view coding;  // a literal
    std::unique_ptr<Decoder> decoder;
    std::int64_t decoded = 0;
  };

  Result pass(std::size_t stage, std::string_view bytes, std::string& out, std::int64_t limit);

  std::vector<Stage> stages_;  // the coding applied last comes first
  Result result_ = Result::ok;
};

}  // namespace trawl::fetch
