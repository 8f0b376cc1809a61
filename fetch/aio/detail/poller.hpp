#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "fetch/aio/clock.hpp"
#include "fetch/aio/detail/parked.hpp"
#include "fetch/aio/detail/ref.hpp"

namespace trawl::aio {

/// What a descriptor is ready for. `failed` means EPOLLERR or EPOLLHUP.
struct IoEvents {
  bool readable = false, writable = false, failed = false;
};
using IoCallback = std::function<void(IoEvents)>;

/// A file descriptor that is closed when this is destroyed.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// Ends the poll that waits now, or the next one. Thread: any.
class WakeUp {
 public:
  WakeUp();
  void send() const noexcept;
  int fd() const { return descriptor_.fd(); }

 private:
  Descriptor descriptor_;
};

/// The descriptors that a loop watches with epoll, and their callbacks. Events become calls on the ready
/// list. Removing a callback takes its call out of that list, so a callback that an earlier one of the same
/// batch has removed is not called, even if its descriptor was closed and its number reused.
/// Thread: the loop's.
class Poller {
 public:
  Poller();
  ~Poller();

  void set_reader(int fd, IoCallback callback);
  void set_writer(int fd, IoCallback callback);
  bool remove_reader(int fd);
  bool remove_writer(int fd);
  /// How many descriptors are watched, not counting the loop's own.
  std::size_t watched() const { return watches_.size(); }

  /// Waits for at most `patience` (none: forever; zero: not at all) and appends the ready calls to `ready`.
  void poll(std::optional<Duration> patience, List<ReadyItem>& ready);
  /// Ends a poll of this poller. It may outlive the poller.
  std::shared_ptr<const WakeUp> wake_up() const { return wake_up_; }

 private:
  struct Call final : Counted, ReadyItem {
    void run(EventLoop& loop) override;
    IoCallback callback;
    IoEvents events;
  };
  struct Watch {
    std::uint32_t interest = 0;
    Ref<Call> reader, writer;  // shared: a call in progress may remove itself
  };

  void set(int fd, std::uint32_t event, IoCallback callback);
  bool remove(int fd, std::uint32_t event);
  void apply(int fd, Watch& watch, std::uint32_t interest);
  void dispatch(int fd, std::uint32_t events, List<ReadyItem>& ready);

  Descriptor epoll_;
  std::shared_ptr<const WakeUp> wake_up_;  // shared: other threads may use it when the poller is gone
  std::unordered_map<int, Watch> watches_;
};

}  // namespace trawl::aio
