#pragma once
#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/outcome.hpp"

namespace trawl::crawl {

/// Decides when one host may be asked next. `now` is in epoch seconds.
///
/// Two starts are at least delay() apart. The delay is the longest of: the user's delay, the host's
/// Crawl-delay, and the adaptive delay, which is there unless Options::adaptive is off or the user's delay is
/// 0. It aims at as many fetches under way as Options::per_host says: each answer moves the delay to the mean
/// of itself and the time that the answer took, divided by per_host. One answer at most doubles it; only a
/// good one (2xx, 304) lowers it. It is at most a minute.
///
/// A pause stops all starts. After 429 and 503 it lasts as long as Retry-After says. Without Retry-After it
/// lasts 5 s, doubled each time in a row up to 10 min or Options::max_wait. Three network failures in a row
/// count the same.
///
/// A host that asks for a longer wait than Options::longest_wait() is parked until it comes closer than that.
/// So long a Crawl-delay counts between pages alone; otherwise it counts from robots.txt, too.
/// Thread: the loop's. Invariant: while a pause lasts, its end only moves later.
class HostSchedule {
 public:
  /// Requires: `options` outlives this; per_host >= 1, delay >= 0.
  explicit HostSchedule(const Options& options) : options_(&options) {}

  /// Restores the host's ledger: the values of `hosts.current_delay`, `delay_source`, `next_allowed_at`
  /// and `wait_reason`. What the host asked for continues: pauses, its Crawl-delay, its adaptive delay.
  /// Of the user's delay only the last start is kept; the delay of this run counts from it.
  void restore(double now, double current_delay, std::string_view source, double allowed_at,
               std::string_view wait_reason);

  /// Sets the Crawl-delay from the host's robots.txt; none when there is none, or when robots.txt is ignored.
  void robots(std::optional<double> crawl_delay);
  /// Sets a delay of its own in place of Options::delay, in seconds; none: Options::delay holds again.
  void set_own_delay(std::optional<double> delay) { own_delay_ = delay; }
  std::optional<double> own_delay() const { return own_delay_; }
  /// Call when robots.txt could not be fetched: nothing is asked before `until`.
  void robots_unreachable(double until);

  /// A fetch starts: of a page, or of robots.txt.
  void started(double now, bool is_page = true);
  /// Requires: a fetch that started and has not ended.
  void ended(double now, const Outcome& outcome);

  /// The earliest time of the next start, often in the past; none while as many as allowed are in flight.
  std::optional<double> next_start() const;
  /// Why nothing may start now: "in flight", "delay", "crawl-delay", "slow", "retry-after", "backoff" or
  /// "robots"; "" when something may.
  std::string_view wait_reason(double now) const;
  /// Since when something may start, if it may: the end of the last delay or pause, or of the last fetch.
  double free_at() const { return std::max(allowed_at(), last_end_); }
  /// What kept the host from being asked from `since` up to then: as wait_reason(), but "robots" for the
  /// fetch of robots.txt. A literal.
  const char* waited_for(double since) const;
  /// Whether the host asks for a longer wait than the crawl waits.
  bool is_parked(double now) const { return allowed_at() - now > options_->longest_wait(); }

  /// For the ledger: seconds between two starts, the rule behind them ("delay", "crawl-delay" or "slow"), and
  /// when the host may be asked again, whatever is in flight.
  double delay() const;
  std::string_view delay_source() const;
  double allowed_at() const;

  int in_flight() const { return in_flight_; }
  /// Whether the last fetch that ended got an answer.
  bool answers() const { return answers_; }

 private:
  double user_delay() const {
    return own_delay_.value_or(std::chrono::duration<double>(options_->delay).count());
  }
  double asked_delay() const { return std::max(user_delay(), crawl_delay_); }
  void adapt_to(const Outcome& outcome);
  void pause(double until, const char* reason);

  const Options* options_;
  double crawl_delay_ = 0;
  double slow_delay_ = 0;
  std::optional<double> own_delay_;

  int in_flight_ = 0;
  bool answers_ = false;
  std::optional<double> last_start_, last_page_start_;
  double last_end_ = 0;
  bool has_asked_robots_ = false;  // and no page since
  double paused_until_ = 0;
  const char* pause_reason_ = "";  // a literal
  int throttles_ = 0;              // pauses for 429 and 503 in a row
  int failures_ = 0;               // network failures since the host last answered
};

}  // namespace trawl::crawl
