#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace trawl::crawl {

/// How long fetches took, as percentiles. Keeps counts of ranges that are at most 3% wide, so its size does
/// not depend on how many there were.
class Latencies {
 public:
  /// Requires: milliseconds >= 0.
  void add(int milliseconds);
  /// The smallest time, in ms, that this share of the fetches did not exceed; `share` is above 0 and at most
  /// 1. Too low by at most 3%. None if there was no fetch.
  std::optional<double> percentile(double share) const;

 private:
  static constexpr std::size_t kExact = 64;  // below it a range holds one value
  static constexpr std::size_t kRanges = kExact + 32 * (31 - 6);

  static std::size_t range_of(std::uint32_t value);
  static std::uint32_t first_of(std::size_t range);

  std::array<std::uint32_t, kRanges> counts_{};
  std::uint64_t all_ = 0;
};

}  // namespace trawl::crawl
