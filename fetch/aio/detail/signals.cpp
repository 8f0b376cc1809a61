#include "fetch/aio/detail/signals.hpp"

#include <cerrno>
#include <system_error>

#include <sys/signalfd.h>
#include <unistd.h>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

SignalWatch::SignalWatch(EventLoop& loop) : loop_(loop) {
  pthread_sigmask(SIG_SETMASK, nullptr, &before_);
}

SignalWatch::~SignalWatch() {
  if (descriptor_.fd() >= 0) loop_.remove_reader(descriptor_.fd());
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void SignalWatch::add(int signal, std::function<void()> callback) {
  callbacks_[signal] = std::move(callback);
  apply();
}

bool SignalWatch::remove(int signal) {
  if (callbacks_.erase(signal) == 0) return false;
  apply();
  return true;
}

void SignalWatch::apply() {
  sigset_t watched;
  sigemptyset(&watched);
  sigset_t mask = before_;
  for (const auto& [signal, callback] : callbacks_) {
    sigaddset(&watched, signal);
    sigaddset(&mask, signal);
  }
  const bool is_new = descriptor_.fd() < 0;
  const int fd = signalfd(descriptor_.fd(), &watched, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  if (is_new) {
    descriptor_ = Descriptor(fd);
    loop_.add_reader(fd, [this](IoEvents) { receive(); });
  }
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
}

void SignalWatch::receive() {
  signalfd_siginfo info;
  while (read(descriptor_.fd(), &info, sizeof info) == sizeof info) {
    const auto found = callbacks_.find(static_cast<int>(info.ssi_signo));
    if (found != callbacks_.end()) loop_.call_soon(found->second);
  }
}

}  // namespace trawl::aio
