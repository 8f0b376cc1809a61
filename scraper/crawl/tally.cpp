#include "scraper/crawl/tally.hpp"

#include <algorithm>
#include <cmath>

namespace trawl::crawl {

namespace {
constexpr std::size_t kRecent = 50;
constexpr int kSeconds = 10;
}  // namespace

void Tally::resume(const storage::CrawlTotals& before) {
  counted_.pages = before.pages - before.sitemaps;
  counted_.sitemaps = before.sitemaps;
  counted_.bytes = before.bytes;
  counted_.links = before.links;
}

void Tally::add(const VisitReport& report, double now) {
  const storage::Visit& visit = report.visit;
  if (visit.is_withdrawal) return;
  if (report.is_retry) ++counted_.retries;
  counted_.retries += report.repeats;
  if (visit.state == storage::UrlState::skipped) {
    // The sitemap was a guess, so its absence is no news.
    if (visit.skip.reason != storage::SkipReason::no_sitemap) ++counted_.skipped[visit.skip.text()];
    return;
  }
  if (report.is_sitemap) return add_sitemap(visit);
  recent_.push_front(report.recent);
  if (recent_.size() > kRecent) recent_.pop_back();
  if (!visit.page) return;
  const storage::PageRecord& page = *visit.page;
  ++counted_.pages;
  ++counted_.pages_this_run;
  counted_.bytes += page.size;
  counted_.links += static_cast<std::int64_t>(visit.links.size());
  const bool has_class = page.status >= 100 && page.status < 600;
  ++counted_.status_classes[has_class ? static_cast<std::size_t>(storage::status_class(page.status)) : 0];
  if (!page.error.empty()) ++counted_.errors[page.error];
  Second& current = second(now);
  ++current.pages;
  current.bytes += page.size;
}

void Tally::add_sitemap(const storage::Visit& visit) {
  if (!visit.page) return;
  ++counted_.sitemaps;
  counted_.bytes += visit.page->size;
  if (!visit.page->error.empty()) ++counted_.errors[visit.page->error];
}

void Tally::add_lag(double seconds, double now) {
  Second& current = second(now);
  current.lag = std::max(current.lag, seconds);
  counted_.longest_hold_ms = std::max(counted_.longest_hold_ms, seconds * 1'000);
}

Tally::Second& Tally::second(double now) {
  const auto number = static_cast<std::int64_t>(std::floor(now));
  if (seconds_.empty() || seconds_.back().second != number) {
    seconds_.emplace_back().second = number;
    while (seconds_.front().second + kSeconds < number) seconds_.pop_front();
  }
  return seconds_.back();
}

storage::LiveNumbers Tally::numbers(double elapsed, double now) const {
  storage::LiveNumbers numbers = counted_;
  numbers.elapsed_s = elapsed;
  std::int64_t pages = 0, bytes = 0;
  double lag = 0;
  for (const Second& one : seconds_) {
    if (static_cast<double>(one.second) < now - kSeconds) continue;
    pages += one.pages;
    bytes += one.bytes;
    if (static_cast<double>(one.second) >= now - 2) lag = std::max(lag, one.lag);
  }
  const double span = std::clamp(elapsed, 1.0, double{kSeconds});
  numbers.pages_per_s = static_cast<double>(pages) / span;
  numbers.bytes_per_s = static_cast<double>(bytes) / span;
  numbers.loop_lag_ms = lag * 1'000;
  return numbers;
}

std::vector<storage::LivePage> Tally::recent(std::size_t most) const {
  const std::size_t count = std::min(most, recent_.size());
  return {recent_.begin(), recent_.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace trawl::crawl
