#pragma once
#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// The awaiter of sleep.
class [[nodiscard]] Sleep final : public Parked, public Timer {
 public:
  explicit Sleep(Duration duration) : duration_(duration) {}
  bool await_ready() const { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    EventLoop& loop = EventLoop::current();
    if (duration_ <= Duration::zero()) {
      wake();
    } else {
      loop.set_timer(*this, loop.time_after(duration_));
    }
    return true;
  }
  void await_resume() { settle(); }
  void expire() override { wake(); }
  void cancel() override {
    clear();
    wake_cancelled();
  }
  std::string what() const override { return "sleep"; }

 private:
  Duration duration_;
};

/// Waits for at least `duration`. Zero or less gives the others one turn.
inline Sleep sleep(Duration duration) {
  return Sleep(duration);
}

}  // namespace trawl::aio
