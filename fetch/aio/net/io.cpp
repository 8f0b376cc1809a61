#include "fetch/aio/net/io.hpp"

#include <utility>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

void IoWait::watch() {
  EventLoop& loop = EventLoop::current();
  loop.poller().begin_wait(fd_, direction_, [this](IoEvents) {
    unwatch();
    wake();
  });
  watcher_ = &loop;
}

void IoWait::unwatch() noexcept {
  if (watcher_ != nullptr) std::exchange(watcher_, nullptr)->poller().end_wait(fd_, direction_);
}

std::string IoWait::what() const {
  const char* const direction = direction_ == Direction::reading ? "reading from" : "writing to";
  return std::string(direction) + " descriptor " + std::to_string(fd_);
}

}  // namespace trawl::aio
