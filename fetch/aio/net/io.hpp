#pragma once
#include <string>

#include "fetch/aio/detail/parked.hpp"
#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// The awaiter of readable and writable.
class [[nodiscard]] IoWait final : public Parked {
 public:
  IoWait(int fd, Direction direction) : fd_(fd), direction_(direction) {}
  ~IoWait() override { unwatch(); }
  bool await_ready() const { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    watch();
    return true;
  }
  void await_resume() { settle(); }
  void cancel() override {
    unwatch();
    wake_cancelled();
  }
  std::string what() const override;

 private:
  void watch();
  void unwatch() noexcept;

  int fd_;
  Direction direction_;
  EventLoop* watcher_ = nullptr;  // set while the descriptor is watched
};

/// Waits until a read from `fd` would not block: there are bytes, the end, or an error. The descriptor is
/// watched only during the wait, so it may be closed, and its number reused, as soon as the wait is over or
/// its frame is gone. Throws InvalidState while another task waits for reading (writing) from the same
/// number, or a callback of add_reader (add_writer) does: one descriptor, one wait. If a descriptor is closed
/// under a wait, that wait ends only when it is cancelled, and until then waits for the same number throw.
/// Throws std::system_error for what epoll cannot watch, such as a regular file.
inline IoWait readable(int fd) {
  return IoWait(fd, Direction::reading);
}
/// The same for a write.
inline IoWait writable(int fd) {
  return IoWait(fd, Direction::writing);
}

}  // namespace trawl::aio
