#include "fetch/aio/detail/poller.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <limits>
#include <span>
#include <string>
#include <system_error>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

namespace {
std::system_error failure(const char* what) {
  return std::system_error(errno, std::generic_category(), what);
}

constexpr const char* kClosedUnderWait = " was closed while it was watched, and its number is used again";

std::string number(int fd) {
  return "descriptor " + std::to_string(fd);
}

std::uint32_t event_of(Direction direction) {
  return direction == Direction::reading ? EPOLLIN : EPOLLOUT;
}

/// epoll_wait with `patience` (none: forever) to the nanosecond, or rounded up to milliseconds where the
/// system has no epoll_pwait2: on kernels before 5.11, and in sandboxes that do not know the call.
int wait(int epoll, std::span<epoll_event> events, std::optional<Duration> patience) {
  const int room = static_cast<int>(events.size());
  if (!patience) return epoll_wait(epoll, events.data(), room, -1);
  static std::atomic<bool> is_fine_grained = true;
  if (is_fine_grained) {
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(*patience).count();
    const timespec limit{static_cast<time_t>(nanoseconds / 1'000'000'000),
                         static_cast<long>(nanoseconds % 1'000'000'000)};
    const int count = epoll_pwait2(epoll, events.data(), room, &limit, nullptr);
    if (count >= 0 || errno != ENOSYS) return count;
    is_fine_grained = false;
  }
  constexpr std::chrono::milliseconds kLongest(std::numeric_limits<int>::max());
  const auto rounded =
      *patience < kLongest ? std::chrono::ceil<std::chrono::milliseconds>(*patience) : kLongest;
  return epoll_wait(epoll, events.data(), room, static_cast<int>(rounded.count()));
}
}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

void Poller::Call::run(EventLoop& loop) {
  const Ref<Call> keep(this);
  try {
    callback(events);
  } catch (...) {
    loop.report("error in the callback of a descriptor", std::current_exception());
  }
  loop.end_long_turn();
}

WakeUp::WakeUp() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd() < 0) throw failure("cannot create the event loop's descriptors");
}

void WakeUp::send() const noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto put = write(fd(), &one, sizeof one);
}

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_up_(std::make_shared<const WakeUp>()) {
  if (epoll_.fd() < 0) throw failure("cannot create the event loop's descriptors");
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;  // each wake-up is an event, and none need be read
  event.data.fd = wake_up_->fd();
  if (epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, wake_up_->fd(), &event) != 0) throw failure("epoll_ctl");
}

Poller::~Poller() = default;

void Poller::set(int fd, Direction direction, IoCallback callback) {
  Ref<Call> call(new Call);
  call->callback = std::move(callback);
  add(fd, direction, std::move(call));
}
bool Poller::remove(int fd, Direction direction) {
  return remove(fd, direction, false);
}

void Poller::begin_wait(int fd, Direction direction, IoCallback callback) {
  Ref<Call> call(new Call);
  call->callback = std::move(callback);
  call->is_wait = true;
  add(fd, direction, std::move(call));
}
void Poller::end_wait(int fd, Direction direction) noexcept {
  remove(fd, direction, true);
}

void Poller::clear() {
  // Moved out first: the destructor of a callback may remove others.
  const std::unordered_map<int, Watch> dropped = std::exchange(watches_, {});
}

void Poller::add(int fd, Direction direction, Ref<Call> call) {
  Watch& watch = watches_[fd];
  require_free(fd, direction, watch, call->is_wait);
  const std::uint32_t event = event_of(direction);
  bool is_told = tell_kernel(fd, watch.interest == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, watch.interest | event);
  if (!is_told && errno == ENOENT && watch.interest != 0) {
    if (watch.has_wait()) throw InvalidState(number(fd) + kClosedUnderWait);
    // What was watched under this number is closed, and its callbacks with it.
    watch = Watch();
    is_told = tell_kernel(fd, EPOLL_CTL_ADD, event);
  }
  if (!is_told) {
    const auto error = failure("cannot watch a descriptor");
    if (watch.interest == 0) watches_.erase(fd);
    throw error;
  }
  watch.interest |= event;
  watch.in(direction) = std::move(call);
}

bool Poller::remove(int fd, Direction direction, bool is_wait) noexcept {
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return false;
  Watch& watch = found->second;
  if (!watch.in(direction) || watch.in(direction)->is_wait != is_wait) return false;
  const Ref<Call> keep = std::exchange(watch.in(direction), {});  // what it holds may remove others
  watch.interest &= ~event_of(direction);
  // Fails without harm when the descriptor is closed.
  tell_kernel(fd, watch.interest == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, watch.interest);
  if (watch.interest == 0) watches_.erase(found);
  return true;
}

bool Poller::tell_kernel(int fd, int operation, std::uint32_t interest) const noexcept {
  epoll_event event{};
  event.events = interest;
  event.data.fd = fd;
  return epoll_ctl(epoll_.fd(), operation, fd, &event) == 0;
}

void Poller::require_free(int fd, Direction direction, Watch& watch, bool is_wait) const {
  const Ref<Call>& present = watch.in(direction);
  if (!present || (!present->is_wait && !is_wait)) return;
  if (!tell_kernel(fd, EPOLL_CTL_MOD, watch.interest) && errno == ENOENT)
    throw InvalidState(number(fd) + kClosedUnderWait);
  const std::string who = present->is_wait ? "another task waits for " : "a callback waits for ";
  throw InvalidState(who + (direction == Direction::reading ? "reading from " : "writing to ") + number(fd));
}

void Poller::poll(std::optional<Duration> patience, List<ReadyItem>& ready) {
  std::array<epoll_event, 256> events;
  const int count = wait(epoll_.fd(), events, patience);
  if (count < 0) {
    if (errno == EINTR) return;
    throw failure("epoll_wait");
  }
  for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(count)))
    dispatch(event.data.fd, event.events, ready);
}

/// What is ready already keeps its place, or one that is always ready would go before others for ever.
void Poller::dispatch(int fd, std::uint32_t events, List<ReadyItem>& ready) {
  if (fd == wake_up_->fd()) return;
  const auto found = watches_.find(fd);
  if (found == watches_.end()) return;
  const IoEvents what{(events & EPOLLIN) != 0, (events & EPOLLOUT) != 0,
                      (events & (EPOLLERR | EPOLLHUP)) != 0};
  const Watch& watch = found->second;
  if (watch.reader && (what.readable || what.failed)) {
    watch.reader->events = what;
    if (!watch.reader->is_linked()) ready.push_back(*watch.reader);
  }
  if (watch.writer && (what.writable || what.failed)) {
    watch.writer->events = what;
    if (!watch.writer->is_linked()) ready.push_back(*watch.writer);
  }
}

}  // namespace trawl::aio
