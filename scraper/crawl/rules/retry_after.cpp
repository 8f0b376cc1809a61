#include "scraper/crawl/rules/retry_after.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "fetch/text/http_date.hpp"

namespace trawl::crawl {
std::optional<double> retry_after(std::string_view value, double now) {
  value = text::trimmed(value, text::kOws);
  if (text::is_number(value)) {
    double seconds = 0;
    for (const char digit : value) seconds = std::min(seconds * 10 + (digit - '0'), kLongestRetryAfter);
    return seconds;
  }
  const auto at = text::parse_http_date(value, now);
  if (!at) return std::nullopt;
  return std::clamp(static_cast<double>(*at) - now, 0.0, kLongestRetryAfter);
}

}  // namespace trawl::crawl
