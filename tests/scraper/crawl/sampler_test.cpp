#include "scraper/crawl/sampler.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace trawl;

using crawl::Sampler;

namespace {

storage::LiveNumbers numbers_after(double elapsed, double earlier = 0) {
  storage::LiveNumbers numbers;
  numbers.elapsed_s = elapsed;
  numbers.earlier_s = earlier;
  numbers.pages = 7;
  numbers.errors = {{"dns", 2}, {"timeout", 1}};
  return numbers;
}

/// The most samples that a crawl of that length has at any time, when the store thins as it is told.
std::size_t most_kept(double seconds) {
  Sampler sampler(0);
  std::vector<double> kept;
  std::size_t most = 0;
  for (double now = 0; now <= seconds; now += 0.5) {
    if (!sampler.is_due(now)) continue;
    storage::Batch batch;
    sampler.take(batch, numbers_after(now), {}, now);
    if (batch.stats_step != 0) {
      double next = 0;
      std::erase_if(kept, [&](double at) {
        if (at < next) return true;
        next = (std::floor(at / batch.stats_step) + 1) * batch.stats_step;
        return false;
      });
    }
    kept.push_back(now);
    most = std::max(most, kept.size());
  }
  return most;
}

/// What one sample writes, by key.
std::map<std::string, double> values_of(Sampler& sampler, const storage::LiveNumbers& numbers,
                                        const crawl::Latencies& latencies = {}) {
  storage::Batch batch;
  sampler.take(batch, numbers, latencies, 0);
  std::map<std::string, double> values;
  for (const storage::StatSample& sample : batch.stats) values[sample.key] = sample.value;
  return values;
}

}  // namespace

TEST_CASE("a percentile is the smallest time that a share of the fetches did not exceed, within 3%") {
  crawl::Latencies latencies;
  CHECK_FALSE(latencies.percentile(0.5));
  for (int i = 1; i <= 100; ++i) latencies.add(i * 10);
  for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
    CAPTURE(share);
    CHECK(*latencies.percentile(share) <= share * 1'000);
    CHECK(*latencies.percentile(share) >= share * 1'000 * 0.968);
  }
  crawl::Latencies extremes;
  extremes.add(0);
  extremes.add(2'147'483'647);
  CHECK(*extremes.percentile(0.5) == 0);
  CHECK(*extremes.percentile(1) > 2e9);
}

TEST_CASE("a sample has percentiles of the fetches since the last one, and none where there were none") {
  Sampler sampler(0);
  crawl::Latencies latencies;
  for (int i = 0; i < 100; ++i) latencies.add(i < 95 ? 20 : 60);
  const auto values = values_of(sampler, numbers_after(1), latencies);
  CHECK(values.at("latency_p50_ms") == 20);
  CHECK(values.at("latency_p90_ms") == 20);
  CHECK(values.at("latency_p99_ms") == 60);
  CHECK_FALSE(values_of(sampler, numbers_after(2)).contains("latency_p50_ms"));
}

TEST_CASE("a sample has the errors by kind: at most eight by name, which keep it, and the rest as one") {
  Sampler sampler(0);
  storage::LiveNumbers numbers = numbers_after(1);
  CHECK(values_of(sampler, numbers).at("errors: dns") == 2);
  for (int status = 400; status < 410; ++status) numbers.errors["status " + std::to_string(status)] = status;
  const auto values = values_of(sampler, numbers);
  CHECK(values.at("errors: dns") == 2);
  CHECK(values.at("errors: status 409") == 409);
  CHECK(values.at("errors: other") == 400 + 401 + 402 + 403);
  numbers.errors["status 499"] = 10'000;
  CHECK(values_of(sampler, numbers).at("errors: other") == 400 + 401 + 402 + 403 + 10'000);
}

TEST_CASE("a short crawl has a sample each second, a long one fewer, and none more than 600") {
  CHECK(Sampler::step_after(0) == 1);
  CHECK(Sampler::step_after(598) == 1);
  CHECK(Sampler::step_after(599) == 2);
  CHECK(Sampler::step_after(86'400) == 256);
  CHECK(most_kept(300) == 301);
  for (const double seconds : {599.0, 1'200.0, 10'000.0, 100'000.0}) {
    CAPTURE(seconds);
    CHECK(most_kept(seconds) <= Sampler::kMost);
    CHECK(most_kept(seconds) >= Sampler::kMost / 2);
  }
}

TEST_CASE("the first moment is due at once, the next after a step; a clock that was set back starts anew") {
  Sampler sampler(0);
  storage::Batch batch;
  CHECK(sampler.is_due(0));
  sampler.take(batch, numbers_after(0), {}, 1'000);
  CHECK_FALSE(sampler.is_due(0.9));
  CHECK(sampler.is_due(1));
  CHECK(sampler.is_due(-100));
}

TEST_CASE("the samples of one moment have one time; the seconds are those of all runs") {
  Sampler sampler(100);
  storage::Batch batch;
  sampler.take(batch, numbers_after(5, 100), {}, 1'000.25);
  std::map<std::string, double> values;
  for (const storage::StatSample& sample : batch.stats) {
    CHECK(sample.at == 1'000.25);
    values[sample.key] = sample.value;
  }
  CHECK(values.at("seconds") == 105);
  CHECK(values.at("pages") == 7);
  CHECK(values.at("errors") == 3);
  CHECK(values.contains("bytes"));
  CHECK(values.contains("queued"));
  CHECK(values.contains("in_flight"));
  CHECK(batch.stats_step == 0);
}

TEST_CASE("the batch thins the samples when they become rarer, once") {
  Sampler sampler(590);
  storage::Batch before, at_the_change, after;
  sampler.take(before, numbers_after(0, 590), {}, 0);
  CHECK(before.stats_step == 0);
  sampler.take(at_the_change, numbers_after(10, 590), {}, 10);
  CHECK(at_the_change.stats_step == 2);
  sampler.take(after, numbers_after(12, 590), {}, 12);
  CHECK(after.stats_step == 0);
}
