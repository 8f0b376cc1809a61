#pragma once
#include <chrono>

namespace trawl::aio {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;

/// `when` plus `delay`, cut at the range of the clock.
inline TimePoint time_after(TimePoint when, Duration delay) {
  Duration::rep sum = 0;
  if (!__builtin_add_overflow(when.time_since_epoch().count(), delay.count(), &sum))
    return TimePoint(Duration(sum));
  return delay < Duration::zero() ? TimePoint::min() : TimePoint::max();
}

/// The time from `now` until `when`, negative if that has passed, cut at the range of a duration.
inline Duration time_until(TimePoint when, TimePoint now) {
  Duration::rep difference = 0;
  if (!__builtin_sub_overflow(when.time_since_epoch().count(), now.time_since_epoch().count(), &difference))
    return Duration(difference);
  return when < now ? Duration::min() : Duration::max();
}

/// The clock that a loop reads the time from.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  /// The loop calls this when nothing can happen before `next`: no callback is ready, no descriptor is
  /// watched and no other thread works for the loop. True if the clock has moved to `next`, so that the loop
  /// need not sleep.
  virtual bool skip_to(TimePoint) { return false; }
  /// True if the clock stands still unless someone moves it.
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

/// A clock that tests set by hand. If it `skips`, it moves on by itself whenever the loop would have to
/// sleep, so that a program of hours runs in a moment, in the same order.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(bool skips = false) : skips_(skips) {}
  TimePoint now() const override { return now_; }
  void advance(Duration duration) { now_ = time_after(now_, duration); }
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
