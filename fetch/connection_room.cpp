#include "fetch/connection_room.hpp"

#include <algorithm>
#include <utility>

namespace trawl::fetch {

namespace {
constexpr std::chrono::seconds kGrowth{5};
}

aio::Semaphore::Acquire ConnectionRoom::enter() {
  if (!withheld_.empty()) grow();
  return places_.acquire();
}

aio::Coroutine<void> ConnectionRoom::shrink(Place place) {
  changed_ = loop_.time();
  if (has_only_one()) co_return;
  withheld_.push_back(std::move(place));
  while (places_.available() > 0) {
    auto free = co_await places_.acquire();  // does not wait
    withheld_.push_back(std::move(free));
  }
}

void ConnectionRoom::grow() {
  if (loop_.time() < changed_ + kGrowth) return;
  changed_ = loop_.time();
  const std::size_t more = std::min(withheld_.size(), std::max<std::size_t>(most() / 8, 1));
  withheld_.erase(withheld_.end() - static_cast<std::ptrdiff_t>(more), withheld_.end());
}

}  // namespace trawl::fetch
