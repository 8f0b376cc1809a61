#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "scraper/crawl/rules/outcome.hpp"

namespace trawl::crawl {

/// Decides when one host may be asked next. `now` is in epoch seconds.
///
/// Two starts are at least delay() apart. The delay is the longest of: the user's delay, the host's
/// Crawl-delay, and, after an answer that took longer than both, twice the time it took (the rest is at most
/// 30 s; quick answers halve this part again). A user's delay of 0 asks for full speed: then only Crawl-delay
/// and the pauses below count.
///
/// A pause stops all starts. After 429 and 503 it lasts as long as Retry-After says; who asks for a day or
/// longer is given up by the caller, so there is no pause. Without Retry-After it lasts 5 s, doubled each
/// time in a row up to 10 min. Three network failures in a row count the same.
/// Thread: the loop's. Invariant: while a pause lasts, its end only moves later.
class HostSchedule {
 public:
  /// Requires: per_host >= 1, delay >= 0.
  HostSchedule(int per_host, std::chrono::milliseconds delay);

  /// Restores the host's ledger: the values of `hosts.current_delay`, `delay_source`, `next_allowed_at`
  /// and `wait_reason`. What the host asked for continues: pauses, its Crawl-delay, the rest of a slow host.
  /// Of the user's delay only the last start is kept; the delay of this run counts from it.
  void restore(double now, double current_delay, std::string_view source, double allowed_at,
               std::string_view wait_reason);

  /// Sets the Crawl-delay from the host's robots.txt; none when there is none, or when robots.txt is ignored.
  void robots(std::optional<double> crawl_delay);
  /// Call when robots.txt could not be fetched: nothing is asked before `until`.
  void robots_unreachable(double until);

  void started(double now);
  /// Requires: a fetch that started and has not ended.
  void ended(double now, const Outcome& outcome);

  /// The earliest time of the next start, often in the past; none while as many as allowed are in flight.
  std::optional<double> next_start() const;
  /// Why nothing may start now: "in flight", "delay", "crawl-delay", "slow", "retry-after", "backoff" or
  /// "robots"; "" when something may.
  std::string_view wait_reason(double now) const;

  /// For the ledger: seconds between two starts, the rule behind them ("delay", "crawl-delay" or "slow"), and
  /// when the host may be asked again, whatever is in flight.
  double delay() const;
  std::string_view delay_source() const;
  double allowed_at() const;

  int in_flight() const { return in_flight_; }
  /// Whether the last fetch that ended got an answer.
  bool answers() const { return answers_; }

 private:
  double asked_delay() const;
  void adapt_to(double elapsed);
  void pause(double until, const char* reason);

  const int per_host_;
  const double user_delay_;
  double crawl_delay_ = 0;
  double slow_delay_ = 0;

  int in_flight_ = 0;
  bool answers_ = false;
  std::optional<double> last_start_;
  double paused_until_ = 0;
  const char* pause_reason_ = "";  // a literal
  int throttles_ = 0;              // pauses for 429 and 503 in a row
  int failures_ = 0;               // network failures since the host last answered
};

}  // namespace trawl::crawl
