#pragma once
#include <cstddef>
#include <utility>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/event.hpp"
#include "fetch/aio/lock.hpp"

namespace trawl::crawl {

/// Bounds the bytes of pages in memory. A page larger than the whole room gets it alone.
/// Thread: the loop's. Must outlive its shares and those that wait. Those that wait are served in order.
class Room {
 public:
  /// Some bytes of the room; destroying this gives them back. An empty one holds none.
  class Share {
   public:
    Share() {}
    Share(Share&& other) noexcept
        : room_(std::exchange(other.room_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(room_, other.room_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (room_ != nullptr) room_->give_back(bytes_);
    }

   private:
    friend class Room;
    Share(Room& room, std::size_t bytes) : room_(&room), bytes_(bytes) {}
    Room* room_ = nullptr;
    std::size_t bytes_ = 0;
  };

  explicit Room(std::size_t bytes) : size_(bytes) {}
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  /// Waits until so much is free.
  aio::Coroutine<Share> take(std::size_t bytes);
  /// The same at once, though the room may be full already.
  Share hold(std::size_t bytes);
  /// Waits while the room is full.
  aio::Coroutine<void> until_free();
  std::size_t held() const { return held_; }

 private:
  void give_back(std::size_t bytes) {
    held_ -= bytes;
    freed_.set();
  }

  const std::size_t size_;
  std::size_t held_ = 0;
  aio::Lock turns_;  ///< held by the one whose turn it is
  aio::Event freed_;
};

}  // namespace trawl::crawl
