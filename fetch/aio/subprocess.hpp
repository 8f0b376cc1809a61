#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/detail/child.hpp"
#include "fetch/aio/detail/spawn.hpp"
#include "fetch/aio/net/stream_reader.hpp"
#include "fetch/aio/net/stream_writer.hpp"

namespace trawl::aio {

/// A child process and our ends of its pipes.
/// Owns: the child. Destroyed before the child has ended it kills the child's process group and reaps the
/// child. Thread: the loop's, which must outlive it.
/// Cancel: a cancelled wait() or communicate() ends the child (SIGTERM to its process group, up to
/// Child::kGrace, SIGKILL), reaps it, and then throws Cancelled. Requires: it is not moved during either.
class Process {
 public:
  struct Output {
    Output() {}
    std::string stdout, stderr;  // empty where there is no PIPE
  };

  explicit Process(SpawnedChild child);

  pid_t pid() const { return child_->pid(); }
  /// The exit code, or the negative number of the signal that ended it; none while it runs.
  std::optional<int> returncode() const { return child_->returncode(); }

  /// Throw InvalidState unless the stream is a PIPE.
  StreamWriter& stdin();
  StreamReader& stdout();
  StreamReader& stderr();

  /// Waits for the end of the child and gives its returncode. A child that fills a pipe which nobody reads does
  /// not end: communicate() reads.
  Coroutine<int> wait();
  /// Writes `input` and closes stdin, reads stdout and stderr to their ends, all at the same time, and waits
  /// for the child. A child that does not read all of its input is no error.
  Coroutine<Output> communicate(std::string input = {});

  /// To the child alone, not to its process group; no effect once it has ended.
  void send_signal(int signal) { child_->send_signal(signal); }
  void terminate();
  void kill();

 private:
  Coroutine<void> exchange(std::string input, Output& output);

  std::unique_ptr<Child> child_;
  std::optional<StreamWriter> stdin_;
  std::optional<StreamReader> stdout_, stderr_;
};

/// Starts command[0], looked for in PATH, with the rest as its arguments. It gets a process group of its own,
/// default signal handling and none of our descriptors but the standard ones. Throws std::system_error that
/// names the program when it cannot be started.
Coroutine<Process> create_subprocess_exec(SubprocessOptions options, std::vector<std::string> command);
/// `co_await create_subprocess_exec(options, "ls", "-l", path)`
template <class... Args>
Coroutine<Process> create_subprocess_exec(SubprocessOptions options, std::string program, Args... args) {
  std::vector<std::string> command{std::move(program), std::string(std::move(args))...};
  return create_subprocess_exec(std::move(options), std::move(command));
}
/// All three standard streams are ours.
template <class... Args>
Coroutine<Process> create_subprocess_exec(std::string program, Args... args) {
  return create_subprocess_exec(SubprocessOptions(), std::move(program), std::move(args)...);
}

/// Runs `command` with /bin/sh. What it is made of is for the caller to quote.
Coroutine<Process> create_subprocess_shell(SubprocessOptions options, std::string command);
Coroutine<Process> create_subprocess_shell(std::string command);

}  // namespace trawl::aio
