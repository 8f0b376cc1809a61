#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scraper/crawl/ending.hpp"
#include "scraper/crawl/visit/visit.hpp"

namespace trawl::crawl {

/// Counts what a crawl has done, for those who watch it. Told the time, in seconds of the loop's clock.
class Tally {
 public:
  /// Counts of the runs before this one.
  void resume(const storage::CrawlTotals& before);

  void add(const VisitReport& report, double now);
  void add_skipped(const std::string& reason, std::int64_t count) { skipped_[reason] += count; }
  /// The loop was held that long, in seconds.
  void add_lag(double lag, double now);

  std::int64_t pages() const { return pages_; }
  std::int64_t bytes() const { return bytes_; }
  void fill(Progress& progress, double now) const;
  /// The newest first.
  std::vector<RecentVisit> recent(std::size_t most) const;

 private:
  struct Second {
    std::int64_t second = 0, pages = 0, bytes = 0;
    double lag = 0;
  };
  void add_sitemap(const storage::Visit& visit);
  Second& second(double now);

  std::int64_t pages_ = 0, pages_before_ = 0, bytes_ = 0, links_ = 0, retries_ = 0, sitemaps_ = 0;
  std::array<std::int64_t, 6> status_classes_{};
  std::map<std::string, std::int64_t> errors_, skipped_;
  std::deque<RecentVisit> recent_;
  std::deque<Second> seconds_;  // the last ones, oldest first
};

}  // namespace trawl::crawl
