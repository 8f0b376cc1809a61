#include "fetch/aio/detail/poller.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <limits>
#include <span>
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

void Poller::set_reader(int fd, IoCallback callback) {
  set(fd, EPOLLIN, std::move(callback));
}
void Poller::set_writer(int fd, IoCallback callback) {
  set(fd, EPOLLOUT, std::move(callback));
}
bool Poller::remove_reader(int fd) {
  return remove(fd, EPOLLIN);
}
bool Poller::remove_writer(int fd) {
  return remove(fd, EPOLLOUT);
}

void Poller::set(int fd, std::uint32_t event, IoCallback callback) {
  Watch& watch = watches_[fd];
  Ref<Call> call(new Call);
  call->callback = std::move(callback);
  (event == EPOLLIN ? watch.reader : watch.writer) = std::move(call);
  apply(fd, watch, watch.interest | event);
}

bool Poller::remove(int fd, std::uint32_t event) {
  const auto found = watches_.find(fd);
  if (found == watches_.end() || (found->second.interest & event) == 0) return false;
  Watch& watch = found->second;
  (event == EPOLLIN ? watch.reader : watch.writer) = {};
  apply(fd, watch, watch.interest & ~event);
  if (watch.interest == 0) watches_.erase(found);
  return true;
}

void Poller::apply(int fd, Watch& watch, std::uint32_t interest) {
  if (interest == watch.interest) return;
  epoll_event event{};
  event.events = interest;
  event.data.fd = fd;
  const int operation = watch.interest == 0 ? EPOLL_CTL_ADD : interest == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
  watch.interest = interest;
  if (epoll_ctl(epoll_.fd(), operation, fd, &event) == 0 || operation == EPOLL_CTL_DEL) return;
  const auto error = failure("cannot watch a descriptor");
  watches_.erase(fd);
  throw error;
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
