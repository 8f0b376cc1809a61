#include "scraper/crawl/tally.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace trawl::crawl {

namespace {
constexpr std::size_t kRecent = 50;
constexpr int kSeconds = 10;
}  // namespace

void Tally::add(const VisitReport& report) {
  const storage::Visit& visit = report.visit;
  if (visit.is_withdrawal || visit.state == storage::UrlState::skipped || report.is_sitemap) return;
  if (report.recent.url.empty()) return;  // it was not asked for
  latencies_.add(report.recent.elapsed_ms);
  recent_.push_front(report.recent);
  if (recent_.size() > kRecent) recent_.pop_back();
}

const Latencies& Tally::take_latencies() {
  return latencies_before_ = std::exchange(latencies_, Latencies());
}

void Tally::committed(const storage::CrawlCounts& counts, double now) {
  Second& current = second(now);
  current.pages += counts.pages - counts_.pages;
  current.bytes += counts.bytes - counts_.bytes;
  counts_ = counts;
}

void Tally::add_lag(double seconds, double now) {
  Second& current = second(now);
  current.lag = std::max(current.lag, seconds);
  longest_hold_ = std::max(longest_hold_, seconds);
  holds_.add(static_cast<int>(std::ceil(seconds * 1'000)));
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
  storage::LiveNumbers numbers;
  static_cast<storage::CrawlCounts&>(numbers) = counts_;
  numbers.pages_this_run = counts_.pages - pages_before_;
  numbers.elapsed_s = elapsed;
  numbers.longest_hold_ms = longest_hold();
  const Latencies& newest = latencies_.percentile(1) ? latencies_ : latencies_before_;
  numbers.latency_p50_ms = newest.percentile(0.5);
  numbers.latency_p90_ms = newest.percentile(0.9);
  numbers.latency_p99_ms = newest.percentile(0.99);
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
