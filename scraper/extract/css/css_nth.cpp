#include "scraper/extract/css/css_nth.hpp"

#include <algorithm>
#include <string>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

constexpr std::int64_t kMost = 1'000'000'000;  // more children than any document has

std::int64_t number(const std::string& digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = std::min(value * 10 + (c - '0'), kMost);
  return value;
}

[[noreturn]] void bad(std::size_t at) {
  CssScanner::fail_at(at, "expected a number, an+b, 'even' or 'odd'");
}

}  // namespace

bool read_nth(CssScanner& in, std::int64_t& step, std::int64_t& offset) {
  const std::size_t begin = in.at();
  const std::int64_t sign = in.take('-') ? -1 : 1;
  const bool has_sign = sign < 0 || in.take('+');
  const auto digits = in.unsigned_digits();
  const char c = text::lower(in.peek());
  if (!digits && c != 'n') {
    const auto word = has_sign ? std::nullopt : in.name();
    const std::string lowered = word ? text::lowered(*word) : "";
    if (lowered != "even" && lowered != "odd") bad(begin);
    step = 2;
    offset = lowered == "odd" ? 1 : 0;
    return in.skip_space();
  }
  if (c != 'n') {
    offset = sign * number(*digits);
    return in.skip_space();
  }
  in.take(in.peek());
  step = sign * (digits ? number(*digits) : 1);
  const bool has_space = in.skip_space();
  const std::int64_t side = in.take('-') ? -1 : in.take('+') ? 1 : 0;
  if (side == 0) {
    if (!has_space && in.is_name_next()) bad(begin);
    return has_space;
  }
  in.skip_space();
  const auto after = in.unsigned_digits();
  if (!after) bad(begin);
  offset = side * number(*after);
  return in.skip_space();
}

}  // namespace trawl::extract
