#pragma once
#include <cstddef>
#include <vector>

#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/semaphore.hpp"

namespace trawl::fetch {

/// How many exchanges may run at once: as many as fit, until this machine lacks a descriptor for one. Then
/// only as many as ran at that moment, and an eighth more every five seconds in which none is lacking.
/// Thread: the loop's. Must outlive its places.
class ConnectionRoom {
 public:
  using Place = aio::Semaphore::Permit;

  /// Requires: most >= 1.
  ConnectionRoom(const aio::EventLoop& loop, std::size_t most) : loop_(loop), most_(most), places_(most) {}

  /// `auto place = co_await room.enter();` Those who wait longest come first.
  aio::Semaphore::Acquire enter();
  /// How many may run at once now.
  std::size_t most() const { return most_ - withheld_.size(); }
  /// Whether exactly one place is taken.
  bool has_only_one() const { return most() == places_.available() + 1; }
  /// Call when the exchange that took `place` lacked a descriptor: nobody else gets the place, nor those that
  /// are free. Does nothing when no other place is taken.
  aio::Coroutine<void> shrink(Place place);

 private:
  void grow();

  const aio::EventLoop& loop_;
  const std::size_t most_;
  aio::Semaphore places_;
  std::vector<Place> withheld_;
  aio::TimePoint changed_;
};

}  // namespace trawl::fetch
