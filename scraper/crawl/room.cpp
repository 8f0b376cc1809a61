#include "scraper/crawl/room.hpp"

namespace trawl::crawl {

aio::Coroutine<Room::Share> Room::take(std::size_t bytes) {
  const auto turn = co_await turns_.acquire();
  while (held_ != 0 && held_ + bytes > size_) {
    freed_.clear();
    co_await freed_.wait();
  }
  co_return hold(bytes);
}

Room::Share Room::hold(std::size_t bytes) {
  held_ += bytes;
  return Share(*this, bytes);
}

aio::Coroutine<void> Room::until_free() {
  while (held_ >= size_) {
    freed_.clear();
    co_await freed_.wait();
  }
}

}  // namespace trawl::crawl
