#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trawl::storage {

/// Counts values by ranges, as Prometheus' histograms do.
class Histogram {
 public:
  /// `bounds`: the largest value of each range, upwards; one more range takes what is above. They must
  /// outlive the histogram.
  explicit Histogram(std::span<const double> bounds) : bounds_(bounds), counts_(bounds.size() + 1) {}

  void add(double value) {
    std::size_t range = 0;
    while (range < bounds_.size() && value > bounds_[range]) ++range;
    ++counts_[range];
    sum_ += value;
  }

  std::span<const double> bounds() const { return bounds_; }
  const std::vector<std::int64_t>& counts() const { return counts_; }  ///< one more than bounds
  double sum() const { return sum_; }

 private:
  std::span<const double> bounds_;
  std::vector<std::int64_t> counts_;
  double sum_ = 0;
};

}  // namespace trawl::storage
