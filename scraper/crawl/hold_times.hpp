#pragma once
#include <array>
#include <cstdint>

namespace trawl::crawl {

/// How long the event loop was held, how often: the longest hold of each look at it. Its memory is the same
/// however many are counted.
class HoldTimes {
 public:
  /// The longest hold, in seconds, since the look before.
  void add(double seconds);
  /// Seconds that so large a share of the looks has not exceeded (0.99: the 99th percentile), up to 5% more;
  /// 0 if there was no look.
  double percentile(double share) const;
  /// In seconds.
  double longest() const { return longest_; }

 private:
  /// From 10 microseconds to 24 seconds, each step 5% longer.
  std::array<std::int64_t, 301> looks_{};
  std::int64_t all_ = 0;
  double longest_ = 0;
};

}  // namespace trawl::crawl
