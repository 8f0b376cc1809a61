#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "scraper/crawl/rules/outcome.hpp"

namespace trawl::crawl {

/// When one host may be asked next. It decides, and is told the time, in epoch seconds.
///
/// Two starts are at least delay() apart: the user's delay, the host's Crawl-delay, or after a slow answer
/// (one that took longer than these) the time it took and as much rest again; the rest is at most 30 s, and
/// quick answers halve the delay back. A user's delay of 0 asks for full speed: then only Crawl-delay and the
/// pauses below count.
///
/// A pause stops all starts: after 429 and 503 for the Retry-After (24 h at most), without one for 5 s,
/// doubled each time in a row up to 10 min; after three network failures in a row likewise. Thread: the
/// loop's. Invariant: pauses only grow later while they last.
class HostSchedule {
 public:
  /// Requires: per_host >= 1, delay >= 0.
  HostSchedule(int per_host, std::chrono::milliseconds delay);

  /// Takes up the ledger of an earlier run: values of `hosts.current_delay`, `delay_source` and
  /// `next_allowed_at`.
  void restore(double now, double current_delay, std::string_view source, double allowed_at);

  /// The Crawl-delay of the host's robots.txt, none when it has none or robots.txt is ignored.
  void robots(std::optional<double> crawl_delay);
  /// robots.txt could not be fetched: nothing is asked before then.
  void robots_unreachable(double until);

  void started(double now);
  /// Requires: a fetch that started and has not ended.
  void ended(double now, const Outcome& outcome);

  /// The earliest time for another start, often in the past; none while as many as allowed are in flight.
  std::optional<double> next_start() const;
  /// Why none may start now: "in flight", "delay", "crawl-delay", "slow", "retry-after", "backoff" or
  /// "robots"; "" when one may.
  std::string_view wait_reason(double now) const;

  /// For the ledger: seconds between two starts, which rule asks for them ("delay", "crawl-delay" or "slow"),
  /// and when the host may be asked again whatever is in flight.
  double delay() const;
  std::string_view delay_source() const;
  double allowed_at() const;

  int in_flight() const { return in_flight_; }

 private:
  double asked_delay() const;
  void adapt_to(double elapsed);
  void pause(double until, const char* reason);

  const int per_host_;
  const double user_delay_;
  double crawl_delay_ = 0;
  double slow_delay_ = 0;

  int in_flight_ = 0;
  std::optional<double> last_start_;
  double paused_until_ = 0;
  const char* pause_reason_ = "";  // a literal
  int throttles_ = 0;              // pauses for 429 and 503 in a row
  int failures_ = 0;               // network failures since the host last answered
};

}  // namespace trawl::crawl
