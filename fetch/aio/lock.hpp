#pragma once
#include <utility>

#include "fetch/aio/detail/parked.hpp"
#include "fetch/aio/errors.hpp"

namespace trawl::aio {

/// A lock that one task holds at a time; the task that has waited longest gets it next.
/// Cancel: a cancelled wait does not take the lock. If a coroutine is destroyed after it was handed the lock
/// and before it goes on, the lock passes to the next. Thread: the loop's. Must outlive its holder and its
/// waiters.
class Lock {
 public:
  class Acquire;
  class Waiter;

  /// A held lock; destroying this releases it.
  class [[nodiscard]] Held {
   public:
    explicit Held(Lock& lock) : lock_(&lock) {}
    Held(Held&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    Held& operator=(Held&& other) noexcept {
      std::swap(lock_, other.lock_);
      return *this;
    }
    ~Held() {
      if (lock_ != nullptr) lock_->pass_on();
    }
    /// Releases the lock early. Throws InvalidState if it is not held.
    void release();

   private:
    friend class Condition;
    Lock* lock_;
  };

  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  /// `const auto held = co_await lock.acquire();`
  Acquire acquire();
  bool is_locked() const { return is_locked_; }

 private:
  friend class Condition;

  bool take() { return !std::exchange(is_locked_, true); }
  void pass_on();
  /// Gives the lock to `waiter`: now, or when its turn comes.
  void queue(Waiter& waiter);

  // Invariant: nobody waits while the lock is free.
  bool is_locked_ = false;
  List<Waiter> waiters_;
};

/// A coroutine that waits for the lock.
class Lock::Waiter : public Parked {
 protected:
  Waiter() = default;
  ~Waiter() override = default;

 private:
  friend class Lock;
  /// Called when it holds the lock.
  virtual void granted() { wake(); }
};

/// The awaiter of Lock::acquire.
class [[nodiscard]] Lock::Acquire final : public Waiter {
 public:
  explicit Acquire(Lock& lock) : lock_(lock) {}
  ~Acquire() override {
    if (was_woken()) lock_.pass_on();
  }
  bool await_ready() { return lock_.take(); }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    lock_.waiters_.push_back(*this);
    return true;
  }
  Held await_resume() {
    settle();
    return Held(lock_);
  }
  std::string what() const override { return "lock.acquire"; }

 private:
  Lock& lock_;
};

inline Lock::Acquire Lock::acquire() {
  return Acquire(*this);
}

inline void Lock::pass_on() {
  if (Waiter* const waiter = waiters_.pop_front()) {
    waiter->granted();
  } else {
    is_locked_ = false;
  }
}

inline void Lock::queue(Waiter& waiter) {
  if (take()) {
    waiter.granted();
  } else {
    waiters_.push_back(waiter);
  }
}

inline void Lock::Held::release() {
  if (lock_ == nullptr) throw InvalidState("the lock is not held");
  std::exchange(lock_, nullptr)->pass_on();
}

}  // namespace trawl::aio
