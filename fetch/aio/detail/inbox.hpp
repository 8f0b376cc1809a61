#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// The calls that other threads have sent to a loop.
/// Thread: any may call put(); the rest is the loop's.
/// Invariant: only the first call after a loop fell asleep wakes it, so sending a call to a busy loop costs
/// no system call.
class Inbox {
 public:
  explicit Inbox(std::shared_ptr<const WakeUp> wake_up) : wake_up_(std::move(wake_up)) {}

  /// The inbox must live until this returns, unless `call` itself destroys it.
  void put(std::function<void()> call);
  /// The calls that have arrived, in order. They are valid until the next take().
  std::vector<std::function<void()>>& take();
  /// Call before the loop waits: from now on a call wakes it. False when a call is there already.
  bool fall_asleep();

 private:
  const std::shared_ptr<const WakeUp> wake_up_;  // shared: a caller may use it when the inbox is gone
  std::vector<std::function<void()>> taken_;

  std::mutex mutex_;
  std::vector<std::function<void()>> calls_;  // guarded by mutex_, like is_asleep_
  bool is_asleep_ = false;
};

}  // namespace trawl::aio
