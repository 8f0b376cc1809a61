#include "scraper/crawl/rules/retry_after.hpp"

#include <algorithm>

#include "fetch/text/http_date.hpp"

namespace trawl::crawl {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
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
  const auto at = text::parse_http_date(value, now);
  if (!at) return std::nullopt;
  return std::clamp(static_cast<double>(*at) - now, 0.0, kLongestRetryAfter);
}

}  // namespace trawl::crawl
