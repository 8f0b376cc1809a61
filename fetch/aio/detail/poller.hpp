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

/// What a descriptor is ready for. `failed` stands for EPOLLERR or EPOLLHUP.
struct IoEvents {
  bool readable = false, writable = false, failed = false;
};
using IoCallback = std::function<void(IoEvents)>;

/// A descriptor that is ours to close.
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

/// Ends a poll that waits, now or later. Thread: any.
class WakeUp {
 public:
  WakeUp();
  void send() const noexcept;
  int fd() const { return descriptor_.fd(); }

 private:
  Descriptor descriptor_;
};

/// epoll: which callbacks stand for which descriptors. Events become calls on the ready list, and removing a
/// callback takes its call out of there, so one that an earlier callback of the same batch has removed (and
/// whose descriptor it has perhaps opened anew) is not called.
/// Thread: the loop's.
class Poller {
 public:
  Poller();
  ~Poller();

  void set_reader(int fd, IoCallback callback);
  void set_writer(int fd, IoCallback callback);
  bool remove_reader(int fd);
  bool remove_writer(int fd);
  /// Descriptors watched, beside the loop's own.
  std::size_t watched() const { return watches_.size(); }

  /// Waits at most `patience` (none: for ever; zero: not at all) and puts what is ready on `ready`.
  void poll(std::optional<Duration> patience, List<ReadyItem>& ready);
  /// What ends a poll of this one. It may outlive the poller.
  std::shared_ptr<const WakeUp> wake_up() const { return wake_up_; }

 private:
  struct Call final : Counted, ReadyItem {
    void run(EventLoop& loop) override;
    IoCallback callback;
    IoEvents events;
  };
  struct Watch {
    std::uint32_t interest = 0;
    Ref<Call> reader, writer;  // shared with a call in progress, which may remove itself
  };

  void set(int fd, std::uint32_t event, IoCallback callback);
  bool remove(int fd, std::uint32_t event);
  void apply(int fd, Watch& watch, std::uint32_t interest);
  void dispatch(int fd, std::uint32_t events, List<ReadyItem>& ready);

  Descriptor epoll_;
  std::shared_ptr<const WakeUp> wake_up_;  // shared with other threads, which may come too late
  std::unordered_map<int, Watch> watches_;
};

}  // namespace trawl::aio
