#pragma once
#include <utility>

#include "fetch/aio/detail/parked.hpp"
#include "fetch/aio/errors.hpp"

namespace trawl::aio {

/// Held by one task at a time; whoever has waited longest gets it next.
/// Cancel: a wait that is cancelled takes nothing; the lock handed to a coroutine that died before it saw it
/// passes on. Thread: the loop's. Must outlive those that hold it and those that wait.
class Lock {
 public:
  class Acquire;
  class Waiter;

  /// The lock while it is held; it goes back when this dies.
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
    /// Gives it back before. Throws InvalidState when it is not held.
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
  /// Takes it for `waiter`, now or when it is its turn.
  void queue(Waiter& waiter);

  // Invariant: nobody waits while it is free.
  bool is_locked_ = false;
  List<Waiter> waiters_;
};

/// Someone who waits for the lock.
class Lock::Waiter : public Parked {
 protected:
  Waiter() = default;
  ~Waiter() override = default;

 private:
  friend class Lock;
  /// The lock is its own from now on.
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
