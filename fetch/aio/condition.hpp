#pragma once
#include <cstddef>
#include <limits>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/lock.hpp"

namespace trawl::aio {

/// Where tasks that hold a lock wait until another holder of the lock notifies them that something has
/// changed. A wait releases the lock and ends with the lock held again, also when it is cancelled. A notified
/// task queues for the lock behind those that wait for it already.
/// Cancel: a wait that is cancelled before it is notified uses up no notification. A wait that was notified
/// ends normally, and the task gets Cancelled at its next wait. If a coroutine is destroyed after it was
/// notified and before it goes on, the notification passes to the next. Thread: the loop's. Must outlive its
/// waiters.
class Condition {
 public:
  class Wait;

  explicit Condition(Lock& lock) : lock_(lock) {}
  Condition(const Condition&) = delete;
  Condition& operator=(const Condition&) = delete;

  /// Waits to be notified. Throws InvalidState if `held` does not hold the lock.
  Wait wait(Lock::Held& held);
  /// Waits until `predicate()`, called with the lock held, is true; returns at once if it is true already.
  template <class Predicate>
  Coroutine<void> wait_for(Lock::Held& held, Predicate predicate);
  /// Wakes the `count` tasks that have waited longest. Throws InvalidState if nobody holds the lock.
  void notify(std::size_t count = 1);
  void notify_all() { notify(std::numeric_limits<std::size_t>::max()); }

 private:
  bool notify_next();

  Lock& lock_;
  List<Wait> waiters_;  // those not notified yet
};

/// The awaiter of Condition::wait. It is first in the condition's list, then in the lock's.
class [[nodiscard]] Condition::Wait final : public Lock::Waiter {
 public:
  Wait(Condition& condition, Lock::Held& held) : condition_(condition), held_(held) {}
  ~Wait() override {
    if (is_granted_) condition_.lock_.pass_on();
    if (is_notified_) condition_.notify_next();
  }
  bool await_ready() const {
    if (held_.lock_ != &condition_.lock_) throw InvalidState("a wait for a condition without its lock");
    return false;
  }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    condition_.waiters_.push_back(*this);
    held_.release();
    return true;
  }
  void await_resume() {
    if (std::exchange(is_granted_, false)) held_.lock_ = &condition_.lock_;
    is_notified_ = false;
    settle();
  }
  void cancel() override {
    if (is_notified_ || is_cancelled_) return;
    is_cancelled_ = true;
    condition_.lock_.queue(*this);
  }
  std::string what() const override { return "condition.wait"; }

 private:
  friend class Condition;
  void granted() override {
    is_granted_ = true;
    if (is_cancelled_) {
      wake_cancelled();
    } else {
      wake();
    }
  }

  Condition& condition_;
  Lock::Held& held_;
  bool is_notified_ = false;
  bool is_cancelled_ = false;
  bool is_granted_ = false;  // holds the lock, but the coroutine has not resumed yet
};

inline Condition::Wait Condition::wait(Lock::Held& held) {
  return Wait(*this, held);
}

template <class Predicate>
Coroutine<void> Condition::wait_for(Lock::Held& held, Predicate predicate) {
  while (!predicate()) co_await wait(held);
}

inline void Condition::notify(std::size_t count) {
  if (!lock_.is_locked()) throw InvalidState("notify() without the lock");
  while (count > 0 && notify_next()) --count;
}

inline bool Condition::notify_next() {
  Wait* const waiter = waiters_.pop_front();
  if (waiter == nullptr) return false;
  waiter->is_notified_ = true;
  lock_.queue(*waiter);
  return true;
}

}  // namespace trawl::aio
