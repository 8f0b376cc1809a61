#pragma once
#include <csignal>
#include <functional>
#include <map>

#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

class EventLoop;

/// The signals that a loop handles, read from one signalfd. The destructor restores the thread's signal mask.
class SignalWatch {
 public:
  explicit SignalWatch(EventLoop& loop);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  void add(int signal, std::function<void()> callback);
  bool remove(int signal);

 private:
  void apply();
  void receive();

  EventLoop& loop_;
  Descriptor descriptor_;
  sigset_t before_;
  std::map<int, std::function<void()>> callbacks_;
};

}  // namespace trawl::aio
