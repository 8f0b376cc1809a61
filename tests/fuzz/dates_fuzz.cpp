// Input: a date as in Expires, Last-Modified, Retry-After, a cookie, a feed or a sitemap.
#include <array>
#include <ctime>
#include <string>

#include "fetch/text/http_date.hpp"
#include "fetch/text/loose_date.hpp"
#include "fetch/text/time.hpp"
#include "scraper/crawl/rules/retry.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

constexpr double kNow = 1'700'000'000;

std::string as_http_date(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  char with_year[40];
  std::snprintf(with_year, sizeof with_year, "%%a, %%d %%b %04d %%H:%%M:%%S GMT", parts.tm_year + 1900);
  return std::string(text.data(), std::strftime(text.data(), text.size(), with_year, &parts));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using fuzz::require;
  const std::string_view text = fuzz::as_text(bytes, size);
  if (const auto date = text::parse_http_date(text, kNow)) {
    require(text::parse_http_date(as_http_date(*date), kNow) == date, "a date that is written is read back");
  }
  if (const auto date = text::parse_cookie_date(text)) {
    require(*date >= -11'644'473'600, "a cookie's date is after 1601");
    require(text::parse_cookie_date(as_http_date(*date)) == date,
            "a cookie's date that is written is read back");
  }
  constexpr std::int64_t kYear0 = -62'167'219'200, kYear10000 = 253'402'300'800;
  const auto loose = text::parse_loose_date(text);
  if (loose && *loose >= kYear0 && *loose < kYear10000) {
    require(text::parse_loose_date(text::iso_seconds(*loose)) == loose,
            "a loose date that is written is read back");
  }
  if (const auto seconds = crawl::retry_after(text, kNow)) {
    require(*seconds >= 0 && *seconds <= crawl::kLongestRetryAfter,
            "a wait is neither negative nor too long");
  }
  return 0;
}
