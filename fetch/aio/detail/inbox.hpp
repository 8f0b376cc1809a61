#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// Calls from other threads on their way to a loop.
/// Thread: put() may be called from any, the rest belongs to the loop's.
/// Invariant: a loop that fell asleep is woken by the first call after that, and by no other, so that a loop
/// which is at work costs its callers no system call.
class Inbox {
 public:
  explicit Inbox(std::shared_ptr<const WakeUp> wake_up) : wake_up_(std::move(wake_up)) {}

  /// The inbox must live until the call returns, unless it is `call` that ends it.
  void put(std::function<void()> call);
  /// The calls that are there, in the order they came; gone with the next take().
  std::vector<std::function<void()>>& take();
  /// Called by a loop that has nothing to do: from now on a call wakes it. False when one is there already.
  bool falls_asleep();

 private:
  const std::shared_ptr<const WakeUp> wake_up_;  // shared with callers that have just left the inbox
  std::vector<std::function<void()>> taken_;

  std::mutex mutex_;
  std::vector<std::function<void()>> calls_;  // guarded by mutex_, as is the next
  bool is_asleep_ = false;
};

}  // namespace trawl::aio
