#include "scraper/crawl/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace trawl::crawl {

double Sampler::step_after(double seconds) {
  double step = 1;
  while (seconds / step >= kMost - 1) step *= 2;
  return step;
}

bool Sampler::is_due(double seconds) const {
  return !last_ || std::abs(seconds - *last_) >= step_;
}

/// A kind that has a name keeps it, so that its line in the chart goes on.
const std::set<std::string>& Sampler::named(const std::map<std::string, std::int64_t>& errors) {
  if (named_.size() == kMostKinds || named_.size() == errors.size()) return named_;
  std::vector<std::pair<std::int64_t, std::string>> kinds;
  for (const auto& [kind, count] : errors) kinds.emplace_back(-count, kind);
  std::sort(kinds.begin(), kinds.end());
  for (const auto& [count, kind] : kinds)
    if (named_.size() < kMostKinds) named_.insert(kind);
  return named_;
}

void Sampler::take(storage::Batch& batch, const storage::LiveNumbers& numbers, const Latencies& latencies,
                   double at) {
  const double seconds = numbers.earlier_s + numbers.elapsed_s;
  last_ = seconds;
  if (const double step = step_after(seconds); step > step_) {
    step_ = step;
    batch.stats_step = step;
  }
  const auto add = [&](std::string key, double value) {
    storage::StatSample& sample = batch.stats.emplace_back();
    sample.at = at;
    sample.key = std::move(key);
    sample.value = value;
  };
  add("seconds", seconds);
  add("pages", static_cast<double>(numbers.pages));
  add("bytes", static_cast<double>(numbers.bytes));
  add("errors", static_cast<double>(numbers.error_count()));
  add("queued", static_cast<double>(numbers.queued));
  add("in_flight", numbers.in_flight);
  add("pages_per_second", numbers.pages_per_s);
  add("bytes_per_second", numbers.bytes_per_s);
  for (const auto& [key, share] : {std::pair("latency_p50_ms", 0.5), std::pair("latency_p90_ms", 0.9),
                                   std::pair("latency_p99_ms", 0.99)})
    if (const auto value = latencies.percentile(share)) add(key, *value);
  const std::set<std::string>& kinds = named(numbers.errors);
  std::int64_t others = 0;
  for (const auto& [kind, count] : numbers.errors) {
    if (kinds.contains(kind)) {
      add("errors: " + kind, static_cast<double>(count));
    } else {
      others += count;
    }
  }
  if (others > 0) add("errors: other", static_cast<double>(others));
}

}  // namespace trawl::crawl
