#include "scraper/crawl/latencies.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace trawl::crawl {

/// A range is named by the six highest bits of its values, of which the first is 1, and by how many bits
/// follow them.
std::size_t Latencies::range_of(std::uint32_t value) {
  if (value < kExact) return value;
  const auto shift = static_cast<std::size_t>(std::bit_width(value)) - 6;
  return kExact + (shift - 1) * 32 + ((value >> shift) & 31U);
}

std::uint32_t Latencies::first_of(std::size_t range) {
  if (range < kExact) return static_cast<std::uint32_t>(range);
  const std::size_t shift = (range - kExact) / 32 + 1;
  return static_cast<std::uint32_t>((32 + (range - kExact) % 32) << shift);
}

void Latencies::add(int milliseconds) {
  ++counts_[range_of(static_cast<std::uint32_t>(std::max(milliseconds, 0)))];
  ++all_;
}

std::optional<double> Latencies::percentile(double share) const {
  if (all_ == 0) return std::nullopt;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all_)));
  std::uint64_t seen = 0;
  for (std::size_t range = 0; range < kRanges; ++range) {
    seen += counts_[range];
    if (seen >= std::max<std::uint64_t>(wanted, 1)) return first_of(range);
  }
  return first_of(kRanges - 1);
}

}  // namespace trawl::crawl
