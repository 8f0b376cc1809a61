#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/error.hpp"
#include "fetch/http/content_decoding.hpp"
#include "fetch/http/request.hpp"
#include "fetch/http/response.hpp"

namespace trawl::fetch {

/// Puts a Response together from the lines of its head and the bytes of its body, as they come, within the
/// limits of its Request. Pure.
class ResponseReader {
 public:
  explicit ResponseReader(const Request& request);

  /// A line of a head, or a trailer. Interim responses (1xx) and trailers are forgotten, but counted. False:
  /// enough, see failure().
  bool take_header(std::string_view line);
  /// A piece of the body, its content coding not undone yet. False: enough, as the body has been cut or
  /// failure() says.
  bool take_body(std::string_view bytes);

  /// Bytes taken, of heads and body.
  std::int64_t received() const { return header_bytes_ + body_bytes_; }
  /// What is wrong with what has come so far.
  const std::optional<Error>& failure() const { return failure_; }
  bool is_cut() const { return response_.truncated; }
  bool is_head_complete() const { return is_head_complete_; }
  /// What was read. Throws Error: the failure(), or that the head or the compressed body misses its end.
  Response finish();

 private:
  bool stop(ErrorKind kind, std::string why);
  void begin_head(std::string_view status_line);
  bool end_head();
  void add_header(std::string_view line);
  void begin_body();

  const Limits limits_;
  const bool cuts_body_;
  Response response_;
  std::int64_t header_bytes_ = 0, body_bytes_ = 0;
  bool is_head_complete_ = false;  // of the final response
  std::optional<ContentDecoder> decoder_;
  std::optional<Error> failure_;
};

}  // namespace trawl::fetch
