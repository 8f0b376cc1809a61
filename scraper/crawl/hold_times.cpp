#include "scraper/crawl/hold_times.hpp"

#include <algorithm>
#include <cmath>

namespace trawl::crawl {

namespace {
constexpr double kShortest = 1e-5, kStep = 1.05;
}

void HoldTimes::add(double seconds) {
  longest_ = std::max(longest_, seconds);
  ++all_;
  const double steps = std::ceil(std::log(std::max(seconds, kShortest) / kShortest) / std::log(kStep));
  ++looks_[std::min(static_cast<std::size_t>(steps), looks_.size() - 1)];
}

double HoldTimes::percentile(double share) const {
  const double wanted = share * static_cast<double>(all_);
  std::int64_t looks = 0;
  for (std::size_t step = 0; step + 1 < looks_.size(); ++step) {
    looks += looks_[step];
    if (looks > 0 && static_cast<double>(looks) >= wanted)
      return std::min(kShortest * std::pow(kStep, static_cast<double>(step)), longest_);
  }
  return longest_;
}

}  // namespace trawl::crawl
