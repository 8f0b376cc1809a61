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

/// Bytes of a compressed body that is decoded at once when it has ended; of a longer one that is done as it
/// comes, so that a bomb ends the fetch.
constexpr std::int64_t kMostHeldBack = 64 << 10;

/// A bare CR inside a value counts as a space (RFC 9110 section 5.5).
std::string field_value(std::string_view text) {
  std::string value(text::trimmed(text, text::kHttpSpace));
  std::replace(value.begin(), value.end(), '\r', ' ');
  return value;
}

/// The members of a list that may stand in several headers (RFC 9110 sections 5.3 and 5.6.1), without empty
/// ones. None if there is no such header.
std::optional<std::vector<std::string_view>> members_of(const Response& response, std::string_view name) {
  std::optional<std::vector<std::string_view>> members;
  for (const auto& [key, value] : response.headers) {
    if (!text::equal_ignoring_case(key, name)) continue;
    if (!members) members.emplace();
    for (std::string_view rest = value; !rest.empty();) {
      const std::string_view member = text::trimmed(text::take_until(rest, ','), text::kOws);
      if (!member.empty()) members->push_back(member);
    }
  }
  return members;
}

std::optional<std::int64_t> number(std::string_view digits) {
  std::int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, value);
  if (problem != std::errc() || stopped != end || value < 0) return std::nullopt;
  return value;
}

/// RFC 9112 section 4, in any case; 0 if it is no status line.
int status_in(std::string_view line) {
  if (!text::starts_with_ignoring_case(line, "HTTP/")) return 0;
  line.remove_prefix(std::min(line.find(' '), line.size()));
  const auto status = number(text::trimmed_front(line, text::kOws).substr(0, 3));
  return status && *status >= 100 ? static_cast<int>(*status) : 0;
}

/// RFC 9110 sections 15.2, 15.3.5 and 15.4.5.
bool has_no_body(int status) {
  return status / 100 == 1 || status == 204 || status == 304;
}
}  // namespace

ResponseReader::ResponseReader(const Request& request)
    : limits_(request.limits),
      cuts_body_(request.cut_body),
      keeps_sent_body_(request.keep_sent_body),
      response_(request.url) {}

bool ResponseReader::stop(ErrorKind kind, std::string why) {
  failure_.emplace(kind, std::move(why));
  return false;
}

bool ResponseReader::count_header(std::string_view line) {
  header_bytes_ += static_cast<std::int64_t>(line.size());
  if (header_bytes_ <= limits_.header_bytes) return true;
  return stop(ErrorKind::too_large, fmt::format("headers of more than {} bytes", limits_.header_bytes));
}

bool ResponseReader::take_status_line(std::string_view line) {
  awaits_status_line_ = false;
  response_.headers.clear();
  response_.status = status_in(line);
  if (response_.status == 0) return stop(ErrorKind::protocol, "the answer begins with no status line");
  return count_header(line);
}

bool ResponseReader::take_header(std::string_view line) {
  if (!count_header(line)) return false;
  if (is_head_complete_) return true;
  if (text::trimmed(line, text::kHttpSpace).empty()) return end_head();
  add_header(line);
  return true;
}

void ResponseReader::add_header(std::string_view line) {
  const bool is_folded = line.front() == ' ' || line.front() == '\t';
  if (is_folded && !response_.headers.empty()) {
    response_.headers.back().second += ' ' + field_value(line);
    return;
  }
  const std::size_t colon = line.find(':');
  const bool is_malformed = is_folded || colon == std::string_view::npos || colon == 0;
  has_passed_over_ = has_passed_over_ || is_malformed;
  if (is_malformed) return;
  response_.headers.emplace_back(text::trimmed(line.substr(0, colon), text::kHttpSpace),
                                 field_value(line.substr(colon + 1)));
}

bool ResponseReader::end_head() {
  const bool is_interim = response_.status / 100 == 1 && response_.status != 101;
  awaits_status_line_ = is_interim;
  if (is_interim) return true;
  is_head_complete_ = true;
  return has_no_body(response_.status) || (note_codings() && note_lengths());
}

/// Transfer codings are applied after those of the content, and undone here together with them, all but
/// "chunked" (RFC 9112 section 6.1). An unknown coding of the content leaves it as it is.
bool ResponseReader::note_codings() {
  const auto content = members_of(response_, "content-encoding");
  if (content) codings_ = fmt::format("{}", fmt::join(*content, ","));
  if (!ContentDecoder::knows(codings_)) codings_.clear();
  const auto transfer = members_of(response_, "transfer-encoding");
  if (!transfer) return true;
  for (const std::string_view coding : *transfer) {
    if (!text::equal_ignoring_case(coding, "chunked"))
      codings_.append(codings_.empty() ? "" : ",").append(coding);
  }
  if (ContentDecoder::knows(codings_)) return true;
  return stop(
      ErrorKind::protocol,
      fmt::format("cannot undo all of the Transfer-Encoding {}", fmt::join(*transfer, ", ")).substr(0, 80));
}

/// RFC 9112 section 6.3: Transfer-Encoding overrides Content-Length, and equal lengths are one. The message
/// is invalid if they differ or are not numbers.
bool ResponseReader::note_lengths() {
  const auto lengths = members_of(response_, "content-length");
  if (!lengths || response_.header("transfer-encoding")) return true;
  if (lengths->empty()) return stop(ErrorKind::protocol, "Content-Length is empty");
  for (const std::string_view length : *lengths) {
    const auto value = number(length);
    if (!value)
      return stop(ErrorKind::protocol,
                  fmt::format("Content-Length is not a number: {}", length.substr(0, 40)));
    if (value != declared_length_.value_or(*value))
      return stop(ErrorKind::protocol, "two different Content-Length headers");
    declared_length_ = value;
  }
  return true;
}

void ResponseReader::begin_body() {
  decoder_.emplace(codings_);
  keeps_sent_body_ = keeps_sent_body_ && !codings_.empty();
  is_held_back_ = keeps_sent_body_;
  if (is_held_back_ && declared_length_)
    response_.sent_body.reserve(static_cast<std::size_t>(std::min(*declared_length_, kMostHeldBack)));
  if (!declared_length_ || !codings_.empty()) return;
  response_.body.reserve(
      static_cast<std::size_t>(std::min({*declared_length_, limits_.body_bytes, kMostReserved})));
}

bool ResponseReader::take_body(std::string_view bytes) {
  body_bytes_ += static_cast<std::int64_t>(bytes.size());
  if (!decoder_) begin_body();
  if (keeps_sent_body_) response_.sent_body += bytes;
  const bool was_held_back = is_held_back_;
  is_held_back_ = was_held_back && body_bytes_ <= std::min(kMostHeldBack, limits_.body_bytes);
  if (is_held_back_) return true;
  const bool goes_on = decode(was_held_back ? std::string_view(response_.sent_body) : bytes);
  if (keeps_sent_body_ && body_bytes_ > limits_.body_bytes) {  // it is not worth it
    keeps_sent_body_ = false;
    response_.sent_body = std::string();
  }
  return goes_on;
}

bool ResponseReader::decode(std::string_view bytes) {
  switch (decoder_->feed(bytes, response_.body, limits_.body_bytes)) {
    case ContentDecoder::Result::ok:
      return true;
    case ContentDecoder::Result::corrupt:
      return stop(ErrorKind::encoding, fmt::format("the body is not valid {}", codings_));
    case ContentDecoder::Result::over_limit:
      break;
  }
  if (!cuts_body_) {
    return stop(ErrorKind::too_large, fmt::format("a body of more than {} bytes", limits_.body_bytes));
  }
  response_.truncated = true;
  return false;
}

/// What is not whole, or no smaller, is of no use.
void ResponseReader::settle_sent_body() {
  const bool is_whole =
      !response_.fault && !response_.truncated && decoder_->is_complete() && decoder_->is_verified();
  if (is_whole && response_.sent_body.size() < response_.body.size())
    response_.coding = decoder_->single_coding();
  if (response_.coding.empty()) response_.sent_body = std::string();
}

Response ResponseReader::finish(std::optional<Error> fault) {
  // What the body says of itself comes before how the exchange has ended.
  if (std::exchange(is_held_back_, false) && !decode(response_.sent_body)) fault.reset();
  if (failure_) fault = failure_;
  if (!is_head_complete_)
    throw fault.value_or(Error(ErrorKind::truncated, "the connection ended inside the headers"));
  if (decoder_) decoder_->finish();
  if (!fault && decoder_ && !response_.truncated) {
    if (!decoder_->is_complete()) fault = Error(ErrorKind::truncated, "the compressed body is incomplete");
    if (!decoder_->is_verified())
      response_.oddity = "the check bytes of the compressed body are missing or wrong";
  }
  if (has_passed_over_ && response_.oddity.empty())
    response_.oddity = "a malformed header line was passed over";
  response_.fault = std::move(fault);
  if (!response_.sent_body.empty()) settle_sent_body();
  return std::move(response_);
}

}  // namespace trawl::fetch
