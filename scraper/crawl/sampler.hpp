#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "scraper/crawl/latencies.hpp"
#include "storage/live.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Decides which moments of a crawl are kept in `stats` for the chart: one a second at first, and fewer the
/// longer the crawl has run, so that crawls of any length keep at most kMost of them.
class Sampler {
 public:
  static constexpr int kMost = 600;
  /// Kinds of errors that are kept by their names; the rest is "other".
  static constexpr std::size_t kMostKinds = 8;
  /// The seconds between two samples of a crawl that has run for `seconds`: a power of two.
  static double step_after(double seconds);

  /// For a run of a crawl that has run for `earlier` seconds before.
  explicit Sampler(double earlier) : step_(step_after(earlier)) {}

  /// Whether a sample is due after that many seconds of all runs. Time that goes back starts anew.
  bool is_due(double seconds) const;
  /// Adds these numbers to what the batch writes; `at` is in epoch seconds. When samples become rarer, the
  /// batch thins those of before. `latencies` are those of the fetches since the last sample.
  void take(storage::Batch& batch, const storage::LiveNumbers& numbers, const Latencies& latencies,
            double at);

 private:
  const std::set<std::string>& named(const std::map<std::string, std::int64_t>& errors);

  double step_;
  std::optional<double> last_;
  std::set<std::string> named_;  // kinds of errors with a line of their own in the chart
};

}  // namespace trawl::crawl
