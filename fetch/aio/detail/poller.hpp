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

/// What a descriptor is watched for.
enum class Direction { reading, writing };

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
/// Invariant: the wait of a task keeps its number until it ends it. Whoever wants the number meanwhile gets
/// InvalidState, so that a descriptor that is closed under a wait shows when its number is used again.
/// Thread: the loop's.
class Poller {
 public:
  Poller();
  ~Poller();

  /// Calls `callback` while `fd` is ready, in place of an earlier callback. Throws InvalidState if a task
  /// waits for the same, or was waiting for the number when its descriptor was closed.
  void set(int fd, Direction direction, IoCallback callback);
  /// False if there is no callback; a wait is none.
  bool remove(int fd, Direction direction);
  /// The same for the wait of a task, until end_wait(). begin_wait() throws InvalidState also if there is a
  /// callback.
  void begin_wait(int fd, Direction direction, IoCallback callback);
  void end_wait(int fd, Direction direction) noexcept;
  /// Forgets all callbacks.
  void clear();
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
    bool is_wait = false;
  };
  struct Watch {
    Ref<Call>& in(Direction direction) { return direction == Direction::reading ? reader : writer; }
    bool has_wait() const { return (reader && reader->is_wait) || (writer && writer->is_wait); }
    Ref<Call> reader, writer;  // shared: a call in progress may remove itself
    std::uint32_t interest = 0;
  };

  void add(int fd, Direction direction, Ref<Call> call);
  bool remove(int fd, Direction direction, bool is_wait) noexcept;
  bool tell_kernel(int fd, int operation, std::uint32_t interest) const noexcept;
  void require_free(int fd, Direction direction, Watch& watch, bool is_wait) const;
  void dispatch(int fd, std::uint32_t events, List<ReadyItem>& ready);

  Descriptor epoll_;
  std::shared_ptr<const WakeUp> wake_up_;  // shared: other threads may use it when the poller is gone
  std::unordered_map<int, Watch> watches_;
};

}  // namespace trawl::aio
