#pragma once
#include <algorithm>
#include <chrono>

#include "fetch/aio/event_loop.hpp"
#include "fetch/text/time.hpp"

namespace trawl::crawl {

/// Epoch seconds that follow the loop's clock, so that tests set the time of politeness and its ledger by
/// hand.
class WallClock {
 public:
  explicit WallClock(const aio::EventLoop& loop)
      : loop_(loop), started_(loop.time()), epoch_(text::epoch_now()) {}

  double now() const { return epoch_ + std::chrono::duration<double>(loop_.time() - started_).count(); }
  /// The loop's time at an epoch second, rounded up: a little late rather than early.
  aio::TimePoint at(double epoch_seconds) const {
    const std::chrono::duration<double> since(std::clamp(epoch_seconds - epoch_, -kFar, kFar));
    return started_ + std::chrono::ceil<aio::Duration>(since) + std::chrono::microseconds(1);
  }

 private:
  static constexpr double kFar = 1e9;  // seconds; beyond it the loop's time would overflow

  const aio::EventLoop& loop_;
  aio::TimePoint started_;
  double epoch_;
};

}  // namespace trawl::crawl
