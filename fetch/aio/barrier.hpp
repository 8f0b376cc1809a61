#pragma once
#include <cstddef>
#include <stdexcept>

#include "fetch/aio/detail/parked.hpp"

namespace trawl::aio {

/// The barrier was aborted or reset during the wait, or was broken already.
class BrokenBarrier : public std::runtime_error {
 public:
  BrokenBarrier() : std::runtime_error("the barrier is broken") {}
};

/// Lets tasks through in groups of `parties`: they wait until the last of the group has arrived.
/// Cancel: a cancelled task leaves the group, which then waits for another.
/// Thread: the loop's. Must outlive its waiters.
class Barrier {
 public:
  class Wait;

  /// Throws std::invalid_argument if `parties` is 0.
  explicit Barrier(std::size_t parties) : parties_(parties) {
    if (parties == 0) throw std::invalid_argument("a barrier needs at least one party");
  }
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  /// `const std::size_t index = co_await barrier.wait();` gives each task of a group a place of its own, from
  /// 0 to parties - 1. Throws BrokenBarrier.
  Wait wait();
  /// Breaks the barrier: its waiters, and all who arrive before reset(), get BrokenBarrier.
  void abort();
  /// Makes it as good as new; its waiters get BrokenBarrier.
  void reset();

  std::size_t waiting() const;
  bool is_broken() const { return is_broken_; }

 private:
  void let_through();
  void refuse_all();

  const std::size_t parties_;
  bool is_broken_ = false;
  List<Wait> waiters_;
};

/// The awaiter of Barrier::wait.
class [[nodiscard]] Barrier::Wait final : public Parked {
 public:
  explicit Wait(Barrier& barrier) : barrier_(barrier) {}
  bool await_ready() {
    is_refused_ = barrier_.is_broken_;
    if (is_refused_) return true;
    if (barrier_.waiting() + 1 < barrier_.parties_) return false;
    index_ = barrier_.parties_ - 1;
    barrier_.let_through();
    return true;
  }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    barrier_.waiters_.push_back(*this);
    return true;
  }
  std::size_t await_resume() {
    settle();
    if (is_refused_) throw BrokenBarrier();
    return index_;
  }
  std::string what() const override { return "barrier.wait"; }

 private:
  friend class Barrier;
  Barrier& barrier_;
  std::size_t index_ = 0;
  bool is_refused_ = false;
};

inline Barrier::Wait Barrier::wait() {
  return Wait(*this);
}

inline void Barrier::abort() {
  is_broken_ = true;
  refuse_all();
}

inline void Barrier::reset() {
  is_broken_ = false;
  refuse_all();
}

inline std::size_t Barrier::waiting() const {
  std::size_t count = 0;
  for (const Wait* waiter = waiters_.front(); waiter != nullptr; waiter = waiters_.next(*waiter)) ++count;
  return count;
}

inline void Barrier::let_through() {
  for (std::size_t index = 0; Wait* const waiter = waiters_.pop_front(); ++index) {
    waiter->index_ = index;
    waiter->wake();
  }
}

inline void Barrier::refuse_all() {
  while (Wait* const waiter = waiters_.pop_front()) {
    waiter->is_refused_ = true;
    waiter->wake();
  }
}

}  // namespace trawl::aio
