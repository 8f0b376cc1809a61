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

  /// Whether the next line begins a head, so that it is a status line whatever it looks like. No other line
  /// is.
  bool awaits_status_line() const { return awaits_status_line_; }
  /// Takes a status line, in any case. False as for take_header(), and if it is none.
  bool take_status_line(std::string_view line);
  /// Takes a header or trailer, or the blank line that ends a head. Interim responses (1xx) and trailers
  /// count as bytes but are not kept. False if the fetch must end; failure() says why.
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
  /// Status and headers so far.
  const Response& response() const { return response_; }
  /// What Content-Length says; none if it says nothing, or nothing that counts.
  std::optional<std::int64_t> declared_length() const { return declared_length_; }

  /// The response. Its fault is the failure(), or else `fault`, with which the exchange has ended, or else
  /// that the compressed body does not end. Throws it, or Error(truncated), if the head is not complete.
  Response finish(std::optional<Error> fault = std::nullopt);

 private:
  bool stop(ErrorKind kind, std::string why);
  bool count_header(std::string_view line);
  bool end_head();
  bool note_lengths();
  bool note_codings();
  void add_header(std::string_view line);
  void begin_body();
  bool decode(std::string_view bytes);
  void settle_sent_body();

  const Limits limits_;
  const bool cuts_body_;
  bool keeps_sent_body_;
  Response response_;
  std::int64_t header_bytes_ = 0, body_bytes_ = 0;
  bool awaits_status_line_ = true;
  bool is_head_complete_ = false;  // of the final response
  std::optional<std::int64_t> declared_length_;
  std::string codings_;  // of the body, in the order in which they were applied
  std::optional<ContentDecoder> decoder_;
  bool is_held_back_ = false;     // the body so far is in sent_body, and the decoder has had nothing of it
  bool has_passed_over_ = false;  // a malformed header line
  std::optional<Error> failure_;
};

}  // namespace trawl::fetch
