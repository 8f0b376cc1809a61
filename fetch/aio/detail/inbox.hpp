#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "fetch/aio/detail/intrusive_list.hpp"
#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// The calls that other threads have sent to a loop. Whoever may come home after the loop has gone holds the
/// inbox instead of the loop.
/// Thread: any may call put(); the rest is the loop's.
/// Invariant: only the first call after a loop fell asleep wakes it, so sending a call to a busy loop costs
/// no system call.
class Inbox {
 public:
  explicit Inbox(std::shared_ptr<const WakeUp> wake_up) : wake_up_(std::move(wake_up)) {}

  /// False if the inbox is closed; then `call` is destroyed on this thread. The inbox must live until this
  /// returns, unless `call` itself destroys it.
  [[nodiscard]] bool put(std::function<void()> call);
  /// The calls that have arrived, in order. They are valid until the next take().
  std::vector<std::function<void()>>& take();
  /// Call before the loop waits: from now on a call wakes it. False when a call is there already.
  bool fall_asleep();
  /// Destroys the calls that have not been made, and refuses those that still come.
  void close();

 private:
  const std::shared_ptr<const WakeUp> wake_up_;  // shared: a caller may use it when the inbox is gone
  std::vector<std::function<void()>> taken_;

  std::mutex mutex_;
  std::vector<std::function<void()>> calls_;  // guarded by mutex_, like the two below
  bool is_asleep_ = false;
  bool is_closed_ = false;
};

/// What a loop keeps for a call that is to come through its inbox, such as the future of the one who waits.
/// The call deletes it. If the loop ends first, the loop does, and the call is not made.
/// Thread: the loop's.
class ExpectedCall : public Link {
 public:
  virtual ~ExpectedCall() = default;

 protected:
  ExpectedCall() = default;
};

}  // namespace trawl::aio
