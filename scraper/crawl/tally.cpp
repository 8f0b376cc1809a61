#include "scraper/crawl/tally.hpp"

#include <algorithm>
#include <cmath>

namespace trawl::crawl {

namespace {
constexpr std::size_t kRecent = 50;
constexpr int kSeconds = 10;
}  // namespace

void Tally::resume(const storage::CrawlTotals& before) {
  pages_ = pages_before_ = before.pages - before.sitemaps;
  sitemaps_ = before.sitemaps;
  bytes_ = before.bytes;
  links_ = before.links;
}

void Tally::add(const VisitReport& report, double now) {
  const storage::Visit& visit = report.visit;
  if (report.is_retry) ++retries_;
  if (visit.state == storage::UrlState::skipped) {
    // Nobody said that there is a sitemap, so nobody needs to hear that there is none.
    if (visit.skip.reason != storage::SkipReason::no_sitemap) ++skipped_[visit.skip.text()];
    return;
  }
  if (report.is_sitemap) return add_sitemap(visit);
  recent_.push_front(report.recent);
  if (recent_.size() > kRecent) recent_.pop_back();
  if (!visit.page) return;
  const storage::PageRecord& page = *visit.page;
  ++pages_;
  bytes_ += page.size;
  links_ += static_cast<std::int64_t>(visit.links.size());
  ++status_classes_[page.status >= 100 && page.status < 600
                        ? static_cast<std::size_t>(storage::status_class(page.status))
                        : 0];
  if (!page.error.empty()) ++errors_[page.error];
  Second& current = second(now);
  ++current.pages;
  current.bytes += page.size;
}

void Tally::add_sitemap(const storage::Visit& visit) {
  if (!visit.page) return;
  ++sitemaps_;
  bytes_ += visit.page->size;
  if (!visit.page->error.empty()) ++errors_[visit.page->error];
}

void Tally::add_lag(double lag, double now) {
  Second& current = second(now);
  current.lag = std::max(current.lag, lag);
}

Tally::Second& Tally::second(double now) {
  const auto number = static_cast<std::int64_t>(std::floor(now));
  if (seconds_.empty() || seconds_.back().second != number) {
    seconds_.emplace_back().second = number;
    while (seconds_.front().second + kSeconds < number) seconds_.pop_front();
  }
  return seconds_.back();
}

void Tally::fill(Progress& progress, double now) const {
  progress.pages = pages_;
  progress.pages_this_run = pages_ - pages_before_;
  progress.bytes = bytes_;
  progress.links = links_;
  progress.retries = retries_;
  progress.sitemaps = sitemaps_;
  progress.status_classes = status_classes_;
  progress.errors = errors_;
  progress.skipped = skipped_;
  std::int64_t pages = 0, bytes = 0;
  for (const Second& one : seconds_) {
    if (static_cast<double>(one.second) < now - kSeconds) continue;
    pages += one.pages;
    bytes += one.bytes;
    if (static_cast<double>(one.second) >= now - 2) progress.loop_lag = std::max(progress.loop_lag, one.lag);
  }
  const double span = std::clamp(progress.elapsed, 1.0, double{kSeconds});
  progress.pages_per_second = static_cast<double>(pages) / span;
  progress.bytes_per_second = static_cast<double>(bytes) / span;
}

std::vector<RecentVisit> Tally::recent(std::size_t most) const {
  const std::size_t count = std::min(most, recent_.size());
  return {recent_.begin(), recent_.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace trawl::crawl
