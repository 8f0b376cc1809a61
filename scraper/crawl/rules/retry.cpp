#include "scraper/crawl/rules/retry.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "fetch/text/http_date.hpp"

namespace trawl::crawl {
namespace {

bool is_worth_another_try(const Outcome& outcome) {
  if (outcome.error) return !outcome.is_final && is_network_failure(*outcome.error);
  return outcome.status == 408 || outcome.status == 429 || (outcome.status >= 500 && outcome.status < 600);
}

}  // namespace

bool is_network_failure(fetch::ErrorKind kind) {
  switch (kind) {
    case fetch::ErrorKind::dns:
    case fetch::ErrorKind::connect:
    case fetch::ErrorKind::timeout:
    case fetch::ErrorKind::truncated:
    case fetch::ErrorKind::reset:
    case fetch::ErrorKind::proxy:
    case fetch::ErrorKind::internal:
      return true;
    case fetch::ErrorKind::resources:
    case fetch::ErrorKind::tls:
    case fetch::ErrorKind::too_large:
    case fetch::ErrorKind::protocol:
    case fetch::ErrorKind::encoding:
    case fetch::ErrorKind::address_forbidden:
      return false;
  }
  return false;
}

std::optional<std::chrono::milliseconds> retry_pause(const Options& options, const Outcome& outcome,
                                                     int attempts) {
  if (attempts >= options.tries || !is_worth_another_try(outcome)) return std::nullopt;
  const auto most = options.max_wait.count() == 0 ? options.retry_pause_most
                                                  : std::min(options.retry_pause_most, options.max_wait);
  auto pause = std::min(options.retry_pause, most);
  for (int n = 1; n < attempts && pause < most; ++n) pause = std::min(pause * 2, most);
  const std::chrono::duration<double> asked_for(outcome.retry_after.value_or(0));
  return std::max(pause, std::chrono::ceil<std::chrono::milliseconds>(asked_for));
}

bool is_refused_head(const Outcome& outcome) {
  if (outcome.error)
    return *outcome.error == fetch::ErrorKind::protocol || *outcome.error == fetch::ErrorKind::reset;
  return outcome.status >= 400 && outcome.status != 429 && outcome.status != 503;
}

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
