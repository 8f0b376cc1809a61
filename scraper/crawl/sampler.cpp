#include "scraper/crawl/sampler.hpp"

#include <cmath>
#include <utility>

namespace trawl::crawl {

double Sampler::step_after(double seconds) {
  double step = 1;
  while (seconds / step >= kMost - 1) step *= 2;
  return step;
}

bool Sampler::is_due(double seconds) const {
  return !last_ || std::abs(seconds - *last_) >= step_;
}

void Sampler::take(storage::Batch& batch, const storage::LiveNumbers& numbers, double at) {
  const double seconds = numbers.earlier_s + numbers.elapsed_s;
  last_ = seconds;
  if (const double step = step_after(seconds); step > step_) {
    step_ = step;
    batch.stats_step = step;
  }
  const auto add = [&](const char* key, double value) {
    storage::StatSample& sample = batch.stats.emplace_back();
    sample.at = at;
    sample.key = key;
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
}

}  // namespace trawl::crawl
