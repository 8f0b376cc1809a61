#pragma once
#include "fetch/aio/detail/parked.hpp"

namespace trawl::aio {

/// A flag that tasks can wait for. set() wakes all waiters, in order.
/// Thread: the loop's. Must outlive those that wait.
class Event {
 public:
  class Wait;

  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();
  void clear() { is_set_ = false; }
  bool is_set() const { return is_set_; }
  Wait wait();

 private:
  bool is_set_ = false;
  List<Wait> waiters_;
};

/// The awaiter of Event::wait.
class [[nodiscard]] Event::Wait final : public Parked {
 public:
  explicit Wait(Event& event) : event_(event) {}
  bool await_ready() const { return event_.is_set_; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    event_.waiters_.push_back(*this);
    return true;
  }
  void await_resume() { settle(); }
  std::string what() const override { return "event.wait"; }

 private:
  Event& event_;
};

inline Event::Wait Event::wait() {
  return Wait(*this);
}

inline void Event::set() {
  is_set_ = true;
  while (Wait* const waiter = waiters_.pop_front()) waiter->wake();
}

}  // namespace trawl::aio
