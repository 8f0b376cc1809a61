#include "fetch/aio/net/io.hpp"

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

void IoWait::watch() {
  EventLoop& loop = EventLoop::current();
  const auto over = [this](IoEvents) {
    unwatch();
    wake();
  };
  if (direction_ == Direction::reading) {
    loop.add_reader(fd_, over);
  } else {
    loop.add_writer(fd_, over);
  }
  watcher_ = &loop;
}

void IoWait::unwatch() noexcept {
  if (watcher_ == nullptr) return;
  if (direction_ == Direction::reading) {
    watcher_->remove_reader(fd_);
  } else {
    watcher_->remove_writer(fd_);
  }
  watcher_ = nullptr;
}

std::string IoWait::what() const {
  const char* const direction = direction_ == Direction::reading ? "reading from" : "writing to";
  return std::string(direction) + " descriptor " + std::to_string(fd_);
}

}  // namespace trawl::aio
