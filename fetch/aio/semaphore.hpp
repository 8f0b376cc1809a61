#pragma once
#include <cstddef>
#include <limits>
#include <utility>

#include "fetch/aio/detail/parked.hpp"
#include "fetch/aio/errors.hpp"

namespace trawl::aio {

/// A number of permits; the task that has waited longest gets the next one.
/// Cancel: a cancelled wait takes no permit. If a coroutine is destroyed after it was handed a permit and
/// before it goes on, the permit passes to the next. Thread: the loop's. Must outlive its permits and its
/// waiters.
class Semaphore {
 public:
  class Acquire;

  /// A held permit; destroying this releases it.
  class [[nodiscard]] Permit {
   public:
    explicit Permit(Semaphore& semaphore) : semaphore_(&semaphore) {}
    Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Permit& operator=(Permit&& other) noexcept {
      std::swap(semaphore_, other.semaphore_);
      return *this;
    }
    ~Permit() {
      if (semaphore_ != nullptr) semaphore_->pass_on();
    }

   private:
    Semaphore* semaphore_;
  };

  explicit Semaphore(std::size_t permits) : Semaphore(permits, std::numeric_limits<std::size_t>::max()) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// `const auto permit = co_await semaphore.acquire();`
  Acquire acquire();
  std::size_t available() const { return free_; }
  /// Adds a permit. Throws InvalidState if a BoundedSemaphore would then have more free permits than it began
  /// with.
  void release() {
    if (free_ >= bound_) throw InvalidState("a permit was released that nobody had acquired");
    pass_on();
  }

 protected:
  Semaphore(std::size_t permits, std::size_t bound) : free_(permits), bound_(bound) {}

 private:
  bool take() {
    if (free_ == 0) return false;
    --free_;
    return true;
  }
  void pass_on();

  // Invariant: nobody waits while a permit is free.
  std::size_t free_;
  const std::size_t bound_;
  List<Acquire> waiters_;
};

/// A semaphore that never has more free permits than it began with.
class BoundedSemaphore final : public Semaphore {
 public:
  explicit BoundedSemaphore(std::size_t permits) : Semaphore(permits, permits) {}
};

/// The awaiter of Semaphore::acquire.
class [[nodiscard]] Semaphore::Acquire final : public Parked {
 public:
  explicit Acquire(Semaphore& semaphore) : semaphore_(semaphore) {}
  ~Acquire() override {
    if (was_woken()) semaphore_.pass_on();
  }
  bool await_ready() { return semaphore_.take(); }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    semaphore_.waiters_.push_back(*this);
    return true;
  }
  Permit await_resume() {
    settle();
    return Permit(semaphore_);
  }
  std::string what() const override { return "semaphore.acquire"; }

 private:
  Semaphore& semaphore_;
};

inline Semaphore::Acquire Semaphore::acquire() {
  return Acquire(*this);
}

inline void Semaphore::pass_on() {
  if (Acquire* const waiter = waiters_.pop_front()) {
    waiter->wake();
  } else {
    ++free_;
  }
}

}  // namespace trawl::aio
