#include "scraper/crawl/retry_after.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <time.h>

namespace crawl {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> epoch_seconds(const std::tm& time) {
  using namespace std::chrono;
  const year_month_day date{year{time.tm_year + 1900}, month{static_cast<unsigned>(time.tm_mon + 1)},
                            day{static_cast<unsigned>(time.tm_mday)}};
  if (!date.ok()) return std::nullopt;
  const sys_seconds at = sys_days{date} + hours{time.tm_hour} + minutes{time.tm_min} + seconds{time.tm_sec};
  return static_cast<double>(at.time_since_epoch().count());
}

/// RFC 9110 section 5.6.7: IMF-fixdate, RFC 850 and asctime.
std::optional<double> http_date(const std::string& text, double now) {
  constexpr double kFiftyYears = 50 * 365.25 * 86'400;
  for (const char* form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%a, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm time{};
    const char* end = ::strptime(text.c_str(), form, &time);
    if (!end || *end != '\0') continue;
    auto at = epoch_seconds(time);
    const bool two_digit_year = std::string_view(form).find("%y") != std::string_view::npos;
    if (at && two_digit_year && *at > now + kFiftyYears) {
      time.tm_year -= 100;
      at = epoch_seconds(time);
    }
    return at;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> retry_after(std::string_view value, double now) {
  value = trimmed(value);
  if (value.empty()) return std::nullopt;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    double seconds = 0;
    for (const char digit : value) seconds = std::min(seconds * 10 + (digit - '0'), kLongestRetryAfter);
    return seconds;
  }
  const auto at = http_date(std::string(value), now);
  if (!at) return std::nullopt;
  return std::clamp(*at - now, 0.0, kLongestRetryAfter);
}

}  // namespace crawl
