#include "fetch/http/raw_response.hpp"

#include <algorithm>
#include <charconv>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {
namespace {

/// Of a header or of a chunk's size with its extensions.
constexpr std::size_t kLongestLine = 100'000;

bool is_chunked(const Response& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
    return text::equal_ignoring_case(header.first, "transfer-encoding") &&
           text::lowered(header.second).find("chunked") != std::string::npos;
  });
}

}  // namespace

bool RawResponse::fail(std::string why) {
  failure_.emplace(ErrorKind::protocol, std::move(why));
  return false;
}

bool RawResponse::take(std::string_view bytes) {
  while (!bytes.empty()) {
    bool goes_on = true;
    if (part_ == Part::end) return false;
    if (part_ == Part::rest) return reader_.take_body(bytes);
    if (part_ == Part::counted || part_ == Part::chunk) {
      goes_on = take_counted(bytes);
    } else {
      goes_on = take_line(bytes);
    }
    if (!goes_on) return false;
  }
  return part_ != Part::end;
}

bool RawResponse::take_counted(std::string_view& bytes) {
  const auto count = static_cast<std::size_t>(std::min(left_, static_cast<std::int64_t>(bytes.size())));
  if (!reader_.take_body(bytes.substr(0, count))) return false;
  bytes.remove_prefix(count);
  left_ -= static_cast<std::int64_t>(count);
  if (left_ == 0) part_ = part_ == Part::chunk ? Part::chunk_end : Part::end;
  return part_ != Part::end;
}

bool RawResponse::take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view piece = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
  line_ += piece;
  bytes.remove_prefix(piece.size());
  if (line_.size() > kLongestLine) return fail("a line of more than 100,000 bytes");
  if (end == std::string_view::npos) return true;
  const bool goes_on = end_line();
  line_.clear();
  return goes_on;
}

bool RawResponse::end_line() {
  const std::string_view text = text::trimmed_back(line_, "\r\n");
  switch (part_) {
    case Part::head:
      return end_head_line(text);
    case Part::chunk_size:
      return begin_chunk(text);
    case Part::chunk_end:
      part_ = Part::chunk_size;
      return text.empty() || fail("a chunk is longer than its size");
    default:
      if (!text.empty()) return reader_.take_header(line_);
      part_ = Part::end;
      return false;
  }
}

bool RawResponse::end_head_line(std::string_view line) {
  if (reader_.awaits_status_line()) {
    if (line.find("/1.0 ") != std::string_view::npos) http_version_ = "1.0";
    return reader_.take_status_line(line_);
  }
  if (line.find('\0') != std::string_view::npos) return fail("NUL byte in header");
  if (!reader_.take_header(line_)) return false;
  if (!reader_.is_head_complete()) return true;
  const int status = reader_.response().status;
  left_ = reader_.declared_length().value_or(0);
  if (status == 204 || status == 304 || (reader_.declared_length() && left_ == 0)) {
    part_ = Part::end;
  } else if (is_chunked(reader_.response())) {
    part_ = Part::chunk_size;
  } else {
    part_ = reader_.declared_length() ? Part::counted : Part::rest;
  }
  return part_ != Part::end;
}

/// RFC 9112 section 7.1; extensions follow the size.
bool RawResponse::begin_chunk(std::string_view line) {
  const std::string_view digits = text::trimmed(line.substr(0, line.find(';')), text::kOws);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
  if (problem != std::errc() || end != digits.data() + digits.size() || left_ < 0)
    return fail("the size of a chunk is no number");
  part_ = left_ > 0 ? Part::chunk : Part::trailers;
  return true;
}

std::optional<Error> RawResponse::end() const {
  if (failure_ || reader_.failure() || reader_.is_cut()) return failure_;
  if (part_ == Part::end || part_ == Part::rest || part_ == Part::head) return std::nullopt;
  return Error(ErrorKind::truncated, "the connection was closed before the end of the body");
}

}  // namespace trawl::fetch
