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
/// Owns: the child. If this is destroyed before the child has ended, it kills the child's process group and
/// reaps the child. Thread: the loop's, which must outlive it.
/// Cancel: a cancelled wait() or communicate() ends the child (SIGTERM to its process group, then SIGKILL
/// after Child::kGrace at most), reaps it, and throws Cancelled. Requires: it is not moved during either.
class Process {
 public:
  struct Output {
    Output() {}
    std::string stdout, stderr;  // empty if the stream is not a PIPE
  };

  explicit Process(SpawnedChild child);

  pid_t pid() const { return child_->pid(); }
  /// The exit code, or the negative number of the signal that ended it; none while it runs.
  std::optional<int> returncode() const { return child_->returncode(); }

  /// These throw InvalidState unless the stream is a PIPE.
  StreamWriter& stdin();
  StreamReader& stdout();
  StreamReader& stderr();

  /// Waits for the end of the child and gives its returncode. A child that fills a pipe that nobody reads
  /// never ends: use communicate(), which reads.
  Coroutine<int> wait();
  /// At the same time writes `input`, closes stdin and reads stdout and stderr to their ends; then waits for
  /// the child. It is not an error if the child does not read all of its input.
  Coroutine<Output> communicate(std::string input = {});

  /// Sends a signal to the child alone, not to its process group. Has no effect once the child has ended.
  void send_signal(int signal) { child_->send_signal(signal); }
  void terminate();
  void kill();

 private:
  Coroutine<void> exchange(std::string input, Output& output);

  std::unique_ptr<Child> child_;
  std::optional<StreamWriter> stdin_;
  std::optional<StreamReader> stdout_, stderr_;
};

/// Starts command[0], searched for in PATH, with the rest as its arguments. It gets a process group of its
/// own, default signal handling and none of our descriptors but the standard ones. Throws std::system_error
/// that names the program if it cannot be started.
Coroutine<Process> create_subprocess_exec(SubprocessOptions options, std::vector<std::string> command);
/// `co_await create_subprocess_exec(options, "ls", "-l", path)`
template <class... Args>
Coroutine<Process> create_subprocess_exec(SubprocessOptions options, std::string program, Args... args) {
  std::vector<std::string> command{std::move(program), std::string(std::move(args))...};
  return create_subprocess_exec(std::move(options), std::move(command));
}
/// The child inherits our three standard streams.
template <class... Args>
Coroutine<Process> create_subprocess_exec(std::string program, Args... args) {
  return create_subprocess_exec(SubprocessOptions(), std::move(program), std::move(args)...);
}

/// Runs `command` with /bin/sh. The caller quotes what needs quoting.
Coroutine<Process> create_subprocess_shell(SubprocessOptions options, std::string command);
Coroutine<Process> create_subprocess_shell(std::string command);

}  // namespace trawl::aio
