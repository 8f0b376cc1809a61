#include "fetch/aio/detail/child.hpp"

#include <cerrno>
#include <csignal>
#include <utility>

#include <sys/wait.h>
extern "C" {
#include <sys/pidfd.h>
}

#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/timeout.hpp"

namespace trawl::aio {

namespace {

/// The code that asyncio gives for a child that somebody else has reaped.
constexpr int kUnknownReturncode = 255;

Coroutine<void> ended(Child& child) {
  co_await child.ended();
}

}  // namespace

Child::Child(pid_t pid, Descriptor pidfd) : loop_(EventLoop::current()), pid_(pid), pidfd_(std::move(pidfd)) {
  loop_.add_reader(pidfd_.fd(), [this](IoEvents) { reap(WNOHANG); });
}

Child::~Child() {
  signal_group(SIGKILL);
  while (!returncode_) reap(0);
}

void Child::send_signal(int signal) {
  if (!returncode_) pidfd_send_signal(pidfd_.fd(), signal, nullptr, 0);
}

void Child::signal_group(int signal) {
  if (!returncode_) kill(-pid_, signal);
}

Coroutine<void> Child::end() {
  is_ending_ = true;
  signal_group(SIGTERM);
  try {
    co_await timeout(kGrace, aio::ended(*this));
  } catch (const TimeoutError&) {
  } catch (const Cancelled&) {
  }
  signal_group(SIGKILL);
  while (!returncode_) {
    try {
      co_await ended();
    } catch (const Cancelled&) {
    }
  }
}

/// Reaps the child. `how` is 0 to wait for its end, WNOHANG not to wait.
void Child::reap(int how) {
  if (is_ending_) signal_group(SIGKILL);
  siginfo_t info{};
  if (waitid(P_PIDFD, static_cast<id_t>(pidfd_.fd()), &info, WEXITED | how) != 0) {
    if (errno == EINTR) return;
    returncode_ = kUnknownReturncode;
  } else if (info.si_pid == 0) {
    return;
  } else {
    returncode_ = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
  }
  loop_.remove_reader(pidfd_.fd());
  pidfd_ = Descriptor();
  ended_.set();
}

}  // namespace trawl::aio
