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

/// Builds a Response from its header lines and the bytes of its body as they arrive, within the limits of its
/// Request. Pure.
class ResponseReader {
 public:
  explicit ResponseReader(const Request& request);

  /// Takes a status line, header or trailer. Interim responses (1xx) and trailers count as bytes but are not
  /// kept. False if the fetch must end; failure() says why.
  bool take_header(std::string_view line);
  /// Takes a piece of the body, not decoded yet. False if the fetch must end: the body was cut, or failure()
  /// says why.
  bool take_body(std::string_view bytes);

  /// How many bytes were taken, of headers and body.
  std::int64_t received() const { return header_bytes_ + body_bytes_; }
  /// What is wrong with the response so far.
  const std::optional<Error>& failure() const { return failure_; }
  bool is_cut() const { return response_.truncated; }
  bool is_head_complete() const { return is_head_complete_; }
  /// The response. Throws the failure(), or Error(truncated) if the headers or the compressed body do not
  /// end.
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
