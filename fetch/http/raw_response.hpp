#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/error.hpp"
#include "fetch/http/response_reader.hpp"

namespace trawl::fetch {

/// Reads an HTTP/1 answer from the bytes of a connection that is closed after it, for a ResponseReader. It
/// passes over header lines that are none: libcurl refuses a whole answer because of one. Pure.
class RawResponse {
 public:
  /// `reader` must outlive this.
  explicit RawResponse(ResponseReader& reader) : reader_(reader) {}

  /// Takes a piece of the answer. False if no more is wanted: the answer is complete, the body was cut, or
  /// one of the two has a failure.
  bool take(std::string_view bytes);
  /// What is wrong with the answer as the connection ends here; none if it is complete, or if the reader
  /// knows.
  std::optional<Error> end() const;
  /// "1.0" or "1.1".
  const std::string& http_version() const { return http_version_; }

 private:
  enum class Part { head, counted, chunk_size, chunk, chunk_end, trailers, rest, end };

  bool take_line(std::string_view& bytes);
  bool end_line();
  bool end_head_line(std::string_view line);
  bool begin_chunk(std::string_view line);
  bool take_counted(std::string_view& bytes);
  bool fail(std::string why);

  ResponseReader& reader_;
  Part part_ = Part::head;
  std::string line_;
  std::string http_version_ = "1.1";
  std::int64_t left_ = 0;  // bytes of the body or of the chunk
  std::optional<Error> failure_;
};

}  // namespace trawl::fetch
