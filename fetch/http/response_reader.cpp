#include "fetch/http/response_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

namespace {
/// The most memory that is reserved for a body because of its declared length, which may be a lie.
constexpr std::int64_t kMostReserved = 1 << 20;

/// A bare CR inside a value counts as a space (RFC 9110 section 5.5).
std::string field_value(std::string_view text) {
  std::string value(text::trimmed(text, text::kHttpSpace));
  std::replace(value.begin(), value.end(), '\r', ' ');
  return value;
}

/// A header may occur several times; its values are then one list (RFC 9110 section 5.3).
std::vector<std::string_view> values_of(const Response& response, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : response.headers) {
    if (text::equal_ignoring_case(key, name)) values.push_back(value);
  }
  return values;
}

std::string content_encoding(const Response& response) {
  const auto codings = fmt::format("{}", fmt::join(values_of(response, "content-encoding"), ","));
  return ContentDecoder::knows(codings) ? codings : "";
}

std::optional<std::int64_t> number(std::string_view digits) {
  std::int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, value);
  if (problem != std::errc() || stopped != end || value < 0) return std::nullopt;
  return value;
}

/// RFC 9112 section 6.3: the message is invalid if its lengths differ or are not numbers.
std::string flaw_of_lengths(const Response& response) {
  const auto lengths = values_of(response, "content-length");
  for (const std::string_view length : lengths) {
    if (!number(length)) return fmt::format("Content-Length is not a number: {}", length.substr(0, 40));
    if (number(length) != number(lengths.front())) return "two different Content-Length headers";
  }
  return "";
}
}  // namespace

ResponseReader::ResponseReader(const Request& request)
    : limits_(request.limits), cuts_body_(request.cut_body), response_(request.url) {}

bool ResponseReader::stop(ErrorKind kind, std::string why) {
  failure_.emplace(kind, std::move(why));
  return false;
}

bool ResponseReader::take_header(std::string_view line) {
  header_bytes_ += static_cast<std::int64_t>(line.size());
  if (header_bytes_ > limits_.header_bytes) {
    return stop(ErrorKind::too_large, fmt::format("headers of more than {} bytes", limits_.header_bytes));
  }
  if (is_head_complete_) return true;
  if (text::trimmed(line, text::kHttpSpace).empty()) return end_head();
  if (line.starts_with("HTTP/")) {
    begin_head(line);
  } else {
    add_header(line);
  }
  return true;
}

void ResponseReader::begin_head(std::string_view status_line) {
  response_.headers.clear();
  const std::string_view rest = text::trimmed(
      status_line.substr(std::min(status_line.find(' '), status_line.size())), text::kHttpSpace);
  response_.status = static_cast<int>(number(rest.substr(0, 3)).value_or(0));
}

void ResponseReader::add_header(std::string_view line) {
  const bool is_folded = line.front() == ' ' || line.front() == '\t';
  if (is_folded && !response_.headers.empty()) {
    response_.headers.back().second += ' ' + field_value(line);
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return;
  response_.headers.emplace_back(text::trimmed(line.substr(0, colon), text::kHttpSpace),
                                 field_value(line.substr(colon + 1)));
}

bool ResponseReader::end_head() {
  const bool is_interim = response_.status / 100 == 1 && response_.status != 101;
  if (is_interim) return true;
  is_head_complete_ = true;
  const std::string flaw = flaw_of_lengths(response_);
  return flaw.empty() || stop(ErrorKind::protocol, flaw);
}

void ResponseReader::begin_body() {
  const std::string coding = content_encoding(response_);
  decoder_.emplace(coding);
  const auto declared = number(response_.header("content-length").value_or(""));
  if (!declared || !coding.empty()) return;
  response_.body.reserve(static_cast<std::size_t>(std::min({*declared, limits_.body_bytes, kMostReserved})));
}

bool ResponseReader::take_body(std::string_view bytes) {
  body_bytes_ += static_cast<std::int64_t>(bytes.size());
  if (!decoder_) begin_body();
  switch (decoder_->feed(bytes, response_.body, limits_.body_bytes)) {
    case ContentDecoder::Result::ok:
      return true;
    case ContentDecoder::Result::corrupt:
      return stop(ErrorKind::encoding, fmt::format("the body is not valid {}", content_encoding(response_)));
    case ContentDecoder::Result::over_limit:
      break;
  }
  if (!cuts_body_) {
    return stop(ErrorKind::too_large, fmt::format("a body of more than {} bytes", limits_.body_bytes));
  }
  response_.truncated = true;
  return false;
}

Response ResponseReader::finish() {
  if (failure_) throw *failure_;
  if (!is_head_complete_) throw Error(ErrorKind::truncated, "the connection ended inside the headers");
  if (decoder_ && !decoder_->is_complete() && !response_.truncated) {
    throw Error(ErrorKind::truncated, "the compressed body is incomplete");
  }
  return std::move(response_);
}

}  // namespace trawl::fetch
