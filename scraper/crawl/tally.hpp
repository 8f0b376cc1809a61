#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "scraper/crawl/visit/visit.hpp"
#include "storage/live.hpp"

namespace trawl::crawl {

/// Counts what a crawl has done, for those who watch it. `now` is seconds on the wall clock.
class Tally {
 public:
  /// Adds the counts of the runs before this one.
  void resume(const storage::CrawlTotals& before);

  void add(const VisitReport& report, double now);
  void add_skipped(const std::string& reason, std::int64_t count) { counted_.skipped[reason] += count; }
  /// The loop was held for that many seconds.
  void add_lag(double seconds, double now);

  std::int64_t pages() const { return counted_.pages; }
  std::int64_t bytes() const { return counted_.bytes; }
  /// What was counted, and the rates. `elapsed`: seconds of this run. Only the crawler knows the rest.
  storage::LiveNumbers numbers(double elapsed, double now) const;
  /// The newest first.
  std::vector<storage::LivePage> recent(std::size_t most) const;

 private:
  struct Second {
    std::int64_t second = 0, pages = 0, bytes = 0;
    double lag = 0;
  };
  void add_sitemap(const storage::Visit& visit);
  Second& second(double now);

  storage::LiveNumbers counted_;
  std::deque<storage::LivePage> recent_;
  std::deque<Second> seconds_;  // the last ones, oldest first
};

}  // namespace trawl::crawl
