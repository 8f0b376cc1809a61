#pragma once
#include <chrono>

namespace trawl::aio {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;

/// Where a loop reads the time.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  /// Asked when nothing can happen before `next`: no callback is ready, no descriptor watched, no work
  /// outside. True when the clock has moved there by itself, so that the loop need not sleep.
  virtual bool skip_to(TimePoint) { return false; }
  /// True when the clock stands still unless someone moves it.
  virtual bool is_manual() const { return false; }
};

/// The machine's monotonic clock.
class SteadyClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  static SteadyClock& instance() {
    static SteadyClock clock;
    return clock;
  }
};

/// A clock that tests set by hand. With `skips` it moves on by itself whenever the loop would have to sleep,
/// so that a program of hours runs in a moment, in the same order.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(bool skips = false) : skips_(skips) {}
  TimePoint now() const override { return now_; }
  void advance(Duration by) { now_ += by; }
  bool skip_to(TimePoint next) override {
    if (skips_ && next > now_) now_ = next;
    return skips_;
  }
  bool is_manual() const override { return true; }

 private:
  bool skips_;
  TimePoint now_{std::chrono::seconds(1'000)};
};

}  // namespace trawl::aio
