#pragma once
#include <atomic>

#include "fetch/aio/clock.hpp"

namespace trawl::support {

/// A clock that moves on by itself whenever its loop would have to sleep, so that hours of politeness pass in
/// a moment. While a descriptor is watched it stands still: a time-out of the network never comes.
/// Thread: any may read it.
class SkippingClock final : public aio::Clock {
 public:
  aio::TimePoint now() const override { return aio::TimePoint(aio::Duration(now_)); }
  bool skip_to(aio::TimePoint next) override {
    if (next > now()) now_ = next.time_since_epoch().count();
    return true;
  }
  bool is_manual() const override { return true; }
  void advance(aio::Duration by) { now_ += by.count(); }

 private:
  std::atomic<aio::Duration::rep> now_{aio::Duration(std::chrono::seconds(1'000)).count()};
};

}  // namespace trawl::support
