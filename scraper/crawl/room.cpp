#include "scraper/crawl/room.hpp"

namespace trawl::crawl {

aio::Coroutine<Room::Share> Room::take(std::size_t bytes) {
  const auto turn = co_await turns_.acquire();
  while (held_ != 0 && held_ + bytes > size_) {
    freed_.clear();
    co_await freed_.wait();
  }
  held_ += bytes;
  co_return Share(*this, bytes);
}

}  // namespace trawl::crawl
