#pragma once
#include <atomic>

#include "fetch/aio/clock.hpp"

namespace trawl::support {

/// A clock that jumps ahead whenever its loop would sleep, so hours of polite waiting pass in a moment. It
/// stands still while a descriptor is watched, so no network time-out ever fires. Thread: any may read it.
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
