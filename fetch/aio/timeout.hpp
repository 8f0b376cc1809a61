#pragma once
#include "fetch/aio/event_loop.hpp"

namespace aio {

/// Cancels the running task at a time, unless it dies before.
/// Invariant: the cancel request it made is taken back by `took_effect`, so that a request from outside is
/// told apart.
class Deadline final : public Timer {
 public:
  explicit Deadline(Duration after) : task_(EventLoop::current().running_task()) {
    task_.loop()->set_timer(*this, task_.loop()->time_after(after));
    requests_before_ = task_.cancelling();
  }
  void expire() override {
    has_expired_ = true;
    task_.cancel();
  }
  /// True when the deadline, and nobody else, has asked the task to cancel. Called once, at the end of the
  /// scope.
  bool took_effect() {
    clear();
    return has_expired_ && task_.uncancel(requests_before_);
  }

 private:
  TaskBase& task_;
  int requests_before_ = 0;
  bool has_expired_ = false;
};

/// Gives what `work` gives, or throws TimeoutError once `limit` has passed and `work` has ended its clean-up.
/// A result that was there before the limit wins. Cancel: passes through `work`; it comes out as Cancelled.
template <class T>
Coroutine<T> timeout(Duration limit, Coroutine<T> work) {
  Deadline deadline(limit);
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(work);
      deadline.took_effect();
      co_return;
    } else {
      T result = co_await std::move(work);
      deadline.took_effect();
      co_return std::forward<T>(result);
    }
  } catch (const Cancelled&) {
    if (!deadline.took_effect()) throw;
  } catch (...) {
    deadline.took_effect();
    throw;
  }
  throw TimeoutError();
}

/// asyncio's name for it.
template <class T>
Coroutine<T> wait_for(Coroutine<T> work, Duration limit) {
  return timeout(limit, std::move(work));
}

}  // namespace aio
