#include "fetch/aio/subprocess.hpp"

#include <csignal>
#include <string_view>
#include <system_error>

#include "fetch/aio/errors.hpp"
#include "fetch/aio/task_group.hpp"

namespace trawl::aio {

namespace {

template <class Stream>
std::optional<Stream> stream_over(std::optional<Descriptor>& pipe) {
  if (!pipe) return std::nullopt;
  return std::optional<Stream>(std::in_place, std::make_shared<const Descriptor>(std::move(*pipe)));
}

template <class Stream>
Stream& piped(std::optional<Stream>& stream, const char* name) {
  if (!stream) throw InvalidState(std::string(name) + " of the child is not a PIPE");
  return *stream;
}

Coroutine<void> feed(StreamWriter& childs_stdin, std::string input) {
  try {
    for (std::size_t begin = 0; begin < input.size(); begin += StreamWriter::kHighWater) {
      childs_stdin.write(std::string_view(input).substr(begin, StreamWriter::kHighWater));
      co_await childs_stdin.drain();
    }
    childs_stdin.close();
    co_await childs_stdin.wait_closed();
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::broken_pipe) throw;
  }
}

Coroutine<void> collect(StreamReader& stream, std::string& all) {
  all = co_await stream.read();
}

}  // namespace

Process::Process(SpawnedChild child)
    : child_(std::make_unique<Child>(child.pid, std::move(child.pidfd))),
      stdin_(stream_over<StreamWriter>(child.pipes[0])),
      stdout_(stream_over<StreamReader>(child.pipes[1])),
      stderr_(stream_over<StreamReader>(child.pipes[2])) {}

StreamWriter& Process::stdin() {
  return piped(stdin_, "stdin");
}
StreamReader& Process::stdout() {
  return piped(stdout_, "stdout");
}
StreamReader& Process::stderr() {
  return piped(stderr_, "stderr");
}

Coroutine<int> Process::wait() {
  try {
    co_await child_->ended();
    co_return *child_->returncode();
  } catch (const Cancelled&) {
  }
  co_await child_->end();
  throw Cancelled();
}

Coroutine<Process::Output> Process::communicate(std::string input) {
  Output output;
  try {
    co_await exchange(std::move(input), output);
    co_return output;
  } catch (const Cancelled&) {
  }
  co_await child_->end();
  throw Cancelled();
}

Coroutine<void> Process::exchange(std::string input, Output& output) {
  if (!input.empty()) stdin();
  TaskGroup streams;
  if (stdin_) streams.create_task(feed(*stdin_, std::move(input)), "stdin of a child");
  if (stdout_) streams.create_task(collect(*stdout_, output.stdout), "stdout of a child");
  if (stderr_) streams.create_task(collect(*stderr_, output.stderr), "stderr of a child");
  co_await streams.join();
  co_await child_->ended();
}

void Process::terminate() {
  send_signal(SIGTERM);
}
void Process::kill() {
  send_signal(SIGKILL);
}

Coroutine<Process> create_subprocess_exec(SubprocessOptions options, std::vector<std::string> command) {
  co_return Process(spawn(command, options));
}

Coroutine<Process> create_subprocess_shell(SubprocessOptions options, std::string command) {
  return create_subprocess_exec(std::move(options), "/bin/sh", "-c", std::move(command));
}
Coroutine<Process> create_subprocess_shell(std::string command) {
  return create_subprocess_shell(SubprocessOptions(), std::move(command));
}

}  // namespace trawl::aio
