#pragma once
#include <cstddef>
#include <limits>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/lock.hpp"

namespace trawl::aio {

/// Tasks that hold a lock wait here for what another task, holding it, says has changed.
/// A wait gives the lock back meanwhile and ends with the lock held, also when it is cancelled; who is
/// notified gets in line for the lock behind those that wait for it already.
/// Cancel: a wait that is cancelled before it was notified takes no notification; one that was notified ends
/// as notified, and the request is met at the next wait; the notification of a coroutine that died before it
/// saw it passes on. Thread: the loop's. Must outlive those that wait.
class Condition {
 public:
  class Wait;

  explicit Condition(Lock& lock) : lock_(lock) {}
  Condition(const Condition&) = delete;
  Condition& operator=(const Condition&) = delete;

  /// Waits to be notified. Throws InvalidState when `held` does not hold the lock.
  Wait wait(Lock::Held& held);
  /// Waits until `predicate()` is true, which is asked with the lock held; at once when it is already.
  template <class Predicate>
  Coroutine<void> wait_for(Lock::Held& held, Predicate predicate);
  /// Wakes the `count` that have waited longest. Throws InvalidState when nobody holds the lock.
  void notify(std::size_t count = 1);
  void notify_all() { notify(std::numeric_limits<std::size_t>::max()); }

 private:
  bool notify_next();

  Lock& lock_;
  List<Wait> waiters_;  // those that were not notified yet
};

/// The awaiter of Condition::wait. First in the condition's list, then in the lock's.
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
  bool is_granted_ = false;  // holds the lock, and the coroutine does not know yet
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
