#pragma once
#include <chrono>
#include <optional>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/detail/spawn.hpp"
#include "fetch/aio/event.hpp"

namespace trawl::aio {

/// A child process from its start until it is reaped.
/// Invariant: it is reaped exactly once, as soon as the loop sees its end, and signalled only before that, so
/// a reused process id is never signalled. If this is destroyed earlier, it kills the child's process group
/// and waits for the child's end.
/// Thread: the loop's, which must outlive it.
class Child {
 public:
  /// How long a child may take to end after SIGTERM.
  static constexpr auto kGrace = std::chrono::seconds(5);

  /// Takes over a running child, on the running loop.
  Child(pid_t pid, Descriptor pidfd);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  /// The exit code, or the negative number of the signal that ended it; none while it runs.
  std::optional<int> returncode() const { return returncode_; }
  Event::Wait ended() { return ended_.wait(); }

  /// Has no effect once the child has ended.
  void send_signal(int signal);
  /// Sends SIGTERM to the process group, and SIGKILL to what is left of it when the child has ended or kGrace
  /// is over. Returns when the child is reaped. Cancel: ends the grace at once; it still returns normally.
  Coroutine<void> end();

 private:
  void signal_group(int signal);
  void reap(int how);

  EventLoop& loop_;
  const pid_t pid_;
  Descriptor pidfd_;
  std::optional<int> returncode_;
  bool is_ending_ = false;
  Event ended_;
};

}  // namespace trawl::aio
