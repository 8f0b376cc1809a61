#pragma once
#include <type_traits>
#include <utility>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// Cancels the running task at a certain time, unless it is destroyed before. If that time has passed
/// already, the task gets Cancelled at its next wait. TimePoint::max() means never.
/// Invariant: took_effect() takes the deadline's own cancel request back, so that it is told apart from a
/// request from outside, also from one that the task had not met yet when the deadline was made.
class Deadline final : public Timer {
 public:
  explicit Deadline(Duration after) : Deadline(EventLoop::current().time_after(after)) {}
  explicit Deadline(TimePoint when) : task_(EventLoop::current().running_task()), when_(when) {
    requests_before_ = task_.cancels_met();
    set();
  }

  TimePoint when() const { return when_; }
  bool has_expired() const { return has_expired_; }
  /// Moves the deadline. Throws InvalidState if it has expired or its scope is over.
  void reschedule(TimePoint when) {
    if (has_expired_) throw InvalidState("the deadline has expired");
    if (is_over_) throw InvalidState("the deadline's scope is over");
    when_ = when;
    set();
  }

  void expire() override {
    has_expired_ = true;
    task_.cancel();
  }
  /// Call once, at the end of the scope. True if the deadline, and nobody else, has asked the task to cancel.
  bool took_effect() {
    clear();
    is_over_ = true;
    return has_expired_ && task_.uncancel(requests_before_);
  }

 private:
  void set() {
    clear();
    if (when_ <= task_.loop()->time()) {
      expire();
    } else if (when_ < TimePoint::max()) {
      task_.loop()->set_timer(*this, when_);
    }
  }

  TaskBase& task_;
  TimePoint when_;
  int requests_before_ = 0;
  bool has_expired_ = false;
  bool is_over_ = false;
};

/// Runs `work` as the scope of a deadline that the caller has just made.
template <class T>
Coroutine<T> within(Deadline& deadline, Coroutine<T> work) {
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

/// Gives what `work` gives, or throws TimeoutError once `limit` has passed and `work` has cleaned up. A
/// result that was there before the limit wins, and so does an error other than Cancelled, even one of the
/// clean-up. A limit of zero or less ends `work` at its first wait. Cancel: passes through `work` and comes
/// out as Cancelled, also if the time has come as well.
template <class T>
Coroutine<T> timeout(Duration limit, Coroutine<T> work) {
  Deadline deadline(limit);
  co_return co_await within(deadline, std::move(work));
}

/// The same with a time instead of a duration.
template <class T>
Coroutine<T> timeout_at(TimePoint when, Coroutine<T> work) {
  Deadline deadline(when);
  co_return co_await within(deadline, std::move(work));
}

/// The same for `body(deadline, args...)`, a coroutine that may move its deadline. Arguments are values, or
/// std::ref to something that outlives the call.
template <class Body, class... Args>
std::invoke_result_t<Body, Deadline&, Args...> with_timeout(Duration limit, Body body, Args... args) {
  Deadline deadline(limit);
  co_return co_await within(deadline, body(deadline, std::move(args)...));
}

}  // namespace trawl::aio
