#include "scraper/crawl/rules/host_schedule.hpp"

#include <algorithm>
#include <cmath>

#include "scraper/crawl/rules/retry.hpp"

namespace trawl::crawl {
namespace {

constexpr double kFirstPause = 5;
constexpr double kLongestPause = 600;
constexpr double kLongestAdapted = 60;
constexpr int kToleratedFailures = 2;

// Wait reasons and the source of a delay, as in `hosts`.
constexpr const char *kRetryAfter = "retry-after", *kBackoff = "backoff", *kRobots = "robots";
constexpr const char *kUserDelay = "delay", *kCrawlDelay = "crawl-delay", *kSlow = "slow",
                     *kInFlight = "in flight";

/// Null unless it is the reason of a pause.
const char* pause_reason_named(std::string_view wait_reason) {
  for (const char* const reason : {kRetryAfter, kBackoff, kRobots})
    if (wait_reason == reason) return reason;
  return nullptr;
}

double doubled_pause(int times_in_a_row, double longest_wait) {
  const double pause = std::ldexp(kFirstPause, std::min(times_in_a_row - 1, 16));
  return std::min({pause, kLongestPause, longest_wait});
}

bool is_good(int status) {
  return (status >= 200 && status < 300) || status == 304;
}

}  // namespace

void HostSchedule::restore(double now, double current_delay, std::string_view source, double allowed_at,
                           std::string_view wait_reason) {
  if (source == kSlow && options_->adaptive && user_delay() > 0)
    slow_delay_ = std::min(current_delay, kLongestAdapted);
  if (allowed_at <= now) return;
  const char* const pause_reason = pause_reason_named(wait_reason);
  if (pause_reason == nullptr && source == kUserDelay) {
    last_start_ = std::min(allowed_at - current_delay, now);
  } else {
    const char* const delay_reason = source == kSlow ? kSlow : kCrawlDelay;
    pause(std::min(allowed_at, now + kLongestRetryAfter),
          pause_reason != nullptr ? pause_reason : delay_reason);
  }
}

void HostSchedule::robots(std::optional<double> crawl_delay) {
  crawl_delay_ = std::min(crawl_delay.value_or(0), kLongestRetryAfter);
}

void HostSchedule::robots_unreachable(double until) {
  pause(until, kRobots);
}

void HostSchedule::started(double now, bool is_page) {
  ++in_flight_;
  last_start_ = now;
  has_asked_robots_ = !is_page;
  if (is_page) last_page_start_ = now;
}

void HostSchedule::ended(double now, const Outcome& outcome) {
  --in_flight_;
  last_end_ = now;
  if (outcome.waited > 0) {
    const double sent = now - outcome.elapsed;
    if (last_page_start_ == last_start_) last_page_start_ = std::max(last_page_start_.value_or(0), sent);
    last_start_ = std::max(last_start_.value_or(0), sent);
  }
  adapt_to(outcome);
  const double longest_wait = options_->longest_wait();
  const bool paused = now < paused_until_;
  if (outcome.error) {
    if (!is_network_failure(*outcome.error)) return;
    answers_ = false;
    ++failures_;
    if (failures_ > kToleratedFailures && !paused)
      pause(now + doubled_pause(failures_ - kToleratedFailures, longest_wait), kBackoff);
    return;
  }
  failures_ = 0;
  answers_ = true;
  if (outcome.status != 429 && outcome.status != 503) {
    if (outcome.status < 500) throttles_ = 0;
    return;
  }
  if (outcome.retry_after.value_or(0) > 0) {
    pause(now + *outcome.retry_after, kRetryAfter);
  } else if (!paused) {
    pause(now + doubled_pause(++throttles_, longest_wait), kBackoff);
  }
}

std::optional<double> HostSchedule::next_start() const {
  if (in_flight_ >= options_->per_host) return std::nullopt;
  return allowed_at();
}

std::string_view HostSchedule::wait_reason(double now) const {
  const bool is_allowed = now >= allowed_at();
  if (!is_allowed && paused_until_ == allowed_at()) return pause_reason_;
  if (in_flight_ >= options_->per_host) return kInFlight;
  return is_allowed ? "" : delay_source();
}

double HostSchedule::delay() const {
  return std::max(asked_delay(), slow_delay_);
}

const char* HostSchedule::waited_for(double since) const {
  const double allowed = allowed_at();
  if (since >= free_at()) return "";
  if (allowed < last_end_) return has_asked_robots_ ? kRobots : kInFlight;
  return paused_until_ == allowed ? pause_reason_ : delay_source().data();
}

std::string_view HostSchedule::delay_source() const {
  if (slow_delay_ > asked_delay()) return kSlow;
  return crawl_delay_ > user_delay() ? kCrawlDelay : kUserDelay;
}

double HostSchedule::allowed_at() const {
  double at = paused_until_;
  if (crawl_delay_ > options_->longest_wait()) {
    if (last_start_) at = std::max(at, *last_start_ + std::max(user_delay(), slow_delay_));
    if (last_page_start_) at = std::max(at, *last_page_start_ + crawl_delay_);
  } else if (last_start_) {
    at = std::max(at, *last_start_ + delay());
  }
  return at;
}

/// After Scrapy's AutoThrottle.
void HostSchedule::adapt_to(const Outcome& outcome) {
  if (!options_->adaptive || user_delay() == 0 || outcome.error) return;
  const double before = std::max(user_delay(), slow_delay_);
  const double target = outcome.elapsed / options_->per_host;
  const double most = std::min(kLongestAdapted, options_->longest_wait());
  const double after = std::min({(before + target) / 2, 2 * before, most});
  if (after >= before || is_good(outcome.status)) slow_delay_ = after;
}

void HostSchedule::pause(double until, const char* reason) {
  if (until <= paused_until_) return;
  paused_until_ = until;
  pause_reason_ = reason;
}

}  // namespace trawl::crawl
