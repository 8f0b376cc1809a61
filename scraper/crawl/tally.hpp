#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "scraper/crawl/latencies.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "storage/live.hpp"

namespace trawl::crawl {

/// What a crawl has come to, for those who watch it. It does not count: the store does, with each commit.
/// `now` is seconds on the wall clock.
class Tally {
 public:
  /// A run begins with what the runs before it have come to.
  explicit Tally(const storage::CrawlCounts& before) : counts_(before), pages_before_(before.pages) {}

  /// A fetch has ended.
  void add(const VisitReport& report);
  /// The counts of the file have changed.
  void committed(const storage::CrawlCounts& counts, double now);
  /// The loop was held for that many seconds.
  void add_lag(double seconds, double now);
  /// The longest of all, and what 99 in 100 of the times told to add_lag() were at most; in ms.
  double longest_hold() const { return longest_hold_ * 1'000; }
  double usual_hold() const { return holds_.percentile(0.99).value_or(0); }

  const storage::CrawlCounts& counts() const { return counts_; }
  /// How long the fetches since the last call took; those of sitemaps are not among them.
  const Latencies& take_latencies();
  /// The counts and the rates. `elapsed`: seconds of this run. Only the crawler knows the rest.
  storage::LiveNumbers numbers(double elapsed, double now) const;
  /// The newest first.
  std::vector<storage::LivePage> recent(std::size_t most) const;

 private:
  struct Second {
    std::int64_t second = 0, pages = 0, bytes = 0;
    double lag = 0;
  };
  Second& second(double now);

  storage::CrawlCounts counts_;
  const std::int64_t pages_before_;
  double longest_hold_ = 0;  // seconds
  Latencies holds_;
  std::deque<storage::LivePage> recent_;
  Latencies latencies_, latencies_before_;  // since the last sample, and since the one before until then
  std::deque<Second> seconds_;              // the last ones, oldest first
};

}  // namespace trawl::crawl
