#include "scraper/crawl/rules/host_schedule.hpp"

#include <algorithm>
#include <cmath>

#include "scraper/crawl/rules/retry.hpp"

namespace trawl::crawl {
namespace {

constexpr double kLongestRest = 30;
constexpr double kFirstPause = 5;
constexpr double kLongestPause = 600;
constexpr int kToleratedFailures = 2;

// Wait reasons and the source of a delay, as in `hosts`.
constexpr const char *kRetryAfter = "retry-after", *kBackoff = "backoff", *kRobots = "robots";
constexpr const char* kUserDelay = "delay";

/// Null unless it is the reason of a pause.
const char* pause_reason_named(std::string_view wait_reason) {
  for (const char* const reason : {kRetryAfter, kBackoff, kRobots})
    if (wait_reason == reason) return reason;
  return nullptr;
}

double doubled_pause(int times_in_a_row) {
  return std::min(std::ldexp(kFirstPause, std::min(times_in_a_row - 1, 16)), kLongestPause);
}

}  // namespace

HostSchedule::HostSchedule(int per_host, std::chrono::milliseconds delay)
    : per_host_(per_host), user_delay_(std::chrono::duration<double>(delay).count()) {}

void HostSchedule::restore(double now, double current_delay, std::string_view source, double allowed_at,
                           std::string_view wait_reason) {
  if (source == "slow" && user_delay_ > 0) slow_delay_ = std::min(current_delay, kLongestPause);
  if (allowed_at <= now) return;
  const char* const pause_reason = pause_reason_named(wait_reason);
  if (pause_reason == nullptr && source == kUserDelay) {
    last_start_ = std::min(allowed_at - current_delay, now);
  } else {
    pause(std::min(allowed_at, now + kLongestRetryAfter), pause_reason != nullptr ? pause_reason : kBackoff);
  }
}

void HostSchedule::robots(std::optional<double> crawl_delay) {
  crawl_delay_ = std::min(crawl_delay.value_or(0), kLongestRetryAfter);
}

void HostSchedule::robots_unreachable(double until) {
  pause(until, kRobots);
}

void HostSchedule::started(double now) {
  ++in_flight_;
  last_start_ = now;
}

void HostSchedule::ended(double now, const Outcome& outcome) {
  --in_flight_;
  if (outcome.waited > 0) last_start_ = std::max(last_start_.value_or(0), now - outcome.elapsed);
  adapt_to(outcome.elapsed);
  const bool paused = now < paused_until_;
  if (outcome.error) {
    if (!is_network_failure(*outcome.error)) return;
    answers_ = false;
    ++failures_;
    if (failures_ > kToleratedFailures && !paused)
      pause(now + doubled_pause(failures_ - kToleratedFailures), kBackoff);
    return;
  }
  failures_ = 0;
  answers_ = true;
  if (outcome.status != 429 && outcome.status != 503) {
    if (outcome.status < 500) throttles_ = 0;
    return;
  }
  if (asks_too_long_a_pause(outcome)) return;
  if (outcome.retry_after.value_or(0) > 0) {
    pause(now + *outcome.retry_after, kRetryAfter);
  } else if (!paused) {
    pause(now + doubled_pause(++throttles_), kBackoff);
  }
}

std::optional<double> HostSchedule::next_start() const {
  if (in_flight_ >= per_host_) return std::nullopt;
  return allowed_at();
}

std::string_view HostSchedule::wait_reason(double now) const {
  const bool is_allowed = now >= allowed_at();
  if (!is_allowed && paused_until_ == allowed_at()) return pause_reason_;
  if (in_flight_ >= per_host_) return "in flight";
  return is_allowed ? "" : delay_source();
}

double HostSchedule::delay() const {
  return std::max(asked_delay(), slow_delay_);
}

std::string_view HostSchedule::delay_source() const {
  if (slow_delay_ > asked_delay()) return "slow";
  return crawl_delay_ > user_delay_ ? "crawl-delay" : kUserDelay;
}

double HostSchedule::allowed_at() const {
  return last_start_ ? std::max(*last_start_ + delay(), paused_until_) : paused_until_;
}

double HostSchedule::asked_delay() const {
  return std::max(user_delay_, crawl_delay_);
}

void HostSchedule::adapt_to(double elapsed) {
  if (user_delay_ == 0) return;
  slow_delay_ /= 2;
  if (elapsed > asked_delay()) slow_delay_ = std::max(slow_delay_, elapsed + std::min(elapsed, kLongestRest));
}

void HostSchedule::pause(double until, const char* reason) {
  if (until <= paused_until_) return;
  paused_until_ = until;
  pause_reason_ = reason;
}

}  // namespace trawl::crawl
