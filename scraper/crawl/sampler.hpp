#pragma once
#include <optional>

#include "storage/live.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Decides which moments of a crawl are kept in `stats` for the chart: one a second at first, and fewer the
/// longer the crawl has run, so that crawls of any length keep at most kMost of them.
class Sampler {
 public:
  static constexpr int kMost = 600;
  /// The seconds between two samples of a crawl that has run for `seconds`: a power of two.
  static double step_after(double seconds);

  /// For a run of a crawl that has run for `earlier` seconds before.
  explicit Sampler(double earlier) : step_(step_after(earlier)) {}

  /// Whether a sample is due after that many seconds of all runs. Time that goes back starts anew.
  bool is_due(double seconds) const;
  /// Adds these numbers to what the batch writes; `at` is in epoch seconds. When samples become rarer, the
  /// batch thins those of before.
  void take(storage::Batch& batch, const storage::LiveNumbers& numbers, double at);

 private:
  double step_;
  std::optional<double> last_;
};

}  // namespace trawl::crawl
