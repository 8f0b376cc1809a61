#include "scraper/crawl/rules/retry.hpp"

#include <algorithm>

namespace trawl::crawl {
namespace {

bool is_worth_another_try(const Outcome& outcome) {
  if (outcome.error) return is_network_failure(*outcome.error);
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
  if (outcome.is_gate) return attempts == 1 ? std::optional(std::chrono::milliseconds(0)) : std::nullopt;
  if (attempts >= options.tries || !is_worth_another_try(outcome)) return std::nullopt;
  auto pause = std::min(options.retry_pause, options.retry_pause_most);
  for (int n = 1; n < attempts && pause < options.retry_pause_most; ++n) {
    pause = std::min(pause * 2, options.retry_pause_most);
  }
  const std::chrono::duration<double> asked_for(outcome.retry_after.value_or(0));
  return std::max(pause, std::chrono::ceil<std::chrono::milliseconds>(asked_for));
}

}  // namespace trawl::crawl
