#include "scraper/crawl/running_command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::crawl {
namespace {

using Clock = std::chrono::steady_clock;

/// Keeps SIGPIPE from this thread: a command need not read its input.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    if (sigismember(&before_, SIGPIPE) == 1) return;
    const timespec at_once{};
    while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_, before_;
};

int fd_of(const std::optional<aio::Descriptor>& pipe) {
  return pipe ? pipe->fd() : -1;
}

/// Milliseconds until then for poll(2), rounded up.
int until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

/// The first line that says something, as a person may read it.
std::string first_line(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text::trimmed(text::take_until(text, '\n'), text::kAsciiSpace);
    constexpr std::size_t kLongest = 200;
    if (!line.empty()) return text::clean_utf8(line.substr(0, kLongest));
  }
  return "";
}

}  // namespace

RunningCommand::~RunningCommand() {
  if (is_reaped_) return;
  kill(-child_.pid, SIGKILL);
  reap();
}

void RunningCommand::communicate(std::string_view input, std::chrono::milliseconds time,
                                 std::size_t most_output, int stopping) {
  const NoPipeSignal no_pipe_signal;
  const Clock::time_point deadline = Clock::now() + time;
  if (input.empty()) child_.pipes[0].reset();
  for (bool is_over = false; !is_over && broken_limit_.empty();) {
    std::array<pollfd, 5> watched{{{fd_of(child_.pipes[0]), POLLOUT, 0},
                                   {fd_of(child_.pipes[1]), POLLIN, 0},
                                   {fd_of(child_.pipes[2]), POLLIN, 0},
                                   {child_.pidfd.fd(), POLLIN, 0},
                                   {stopping, POLLIN, 0}}};
    const int ready = poll(watched.data(), watched.size(), until(deadline));
    if (ready < 0 && errno != EINTR) broken_limit_ = std::string("poll: ") + std::strerror(errno);
    if (ready <= 0) {
      if (ready == 0) set_time_out(time);
      continue;
    }
    if (watched[4].revents != 0) broken_limit_ = "stopped";
    if (watched[0].revents != 0) write_some(input);
    // What it wrote before its end is still in the pipes.
    is_over = watched[3].revents != 0;
    if (watched[1].revents != 0 || is_over)
      if (!read_output(most_output)) broken_limit_ = fmt::format("more than {} bytes of output", most_output);
    if (watched[2].revents != 0 || is_over) read_errors();
    if (Clock::now() > deadline && !is_over) set_time_out(time);
  }
  kill(-child_.pid, SIGKILL);
}

void RunningCommand::set_time_out(std::chrono::milliseconds time) {
  broken_limit_ = fmt::format("it did not end within {} s", std::chrono::duration<double>(time).count());
  is_time_out_ = true;
}

void RunningCommand::write_some(std::string_view& input) {
  const ssize_t written = write(child_.pipes[0]->fd(), input.data(), input.size());
  if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
  const bool is_closed = written < 0 && errno != EAGAIN && errno != EINTR;
  if (input.empty() || is_closed) child_.pipes[0].reset();
}

/// False if there is too much of it.
bool RunningCommand::read_output(std::size_t most_output) {
  std::array<char, 65'536> room;
  while (child_.pipes[1]) {
    const ssize_t count = read(child_.pipes[1]->fd(), room.data(), room.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return true;
    if (count <= 0) {
      child_.pipes[1].reset();
      return true;
    }
    output_.append(room.data(), static_cast<std::size_t>(count));
    if (output_.size() > most_output) return false;
  }
  return true;
}

/// Keeps the beginning. Reads one piece at a time, so that endless noise does not keep us from the clock.
void RunningCommand::read_errors() {
  constexpr std::size_t kKept = 4'096;
  std::array<char, 65'536> room;
  if (!child_.pipes[2]) return;
  const ssize_t count = read(child_.pipes[2]->fd(), room.data(), room.size());
  if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) child_.pipes[2].reset();
  if (count > 0)
    errors_.append(room.data(),
                   std::min(static_cast<std::size_t>(count), kKept - std::min(kKept, errors_.size())));
}

extract::CommandEnd RunningCommand::reap() {
  siginfo_t info{};
  int reaped = -1;
  do {
    reaped = waitid(P_PIDFD, static_cast<id_t>(child_.pidfd.fd()), &info, WEXITED);
  } while (reaped < 0 && errno == EINTR);
  is_reaped_ = true;
  extract::CommandEnd end;
  end.output = std::move(output_);
  if (!broken_limit_.empty()) {
    end.failure = broken_limit_;
    end.is_time_out = is_time_out_;
  } else if (reaped < 0) {
    end.failure = "somebody else has reaped it";
  } else if (info.si_code != CLD_EXITED) {
    const char* name = sigabbrev_np(info.si_status);
    end.failure = fmt::format("ended by signal {} (SIG{})", info.si_status, name ? name : "?");
  } else if (info.si_status != 0) {
    end.failure = fmt::format("exit code {}", info.si_status);
  }
  const std::string line = first_line(errors_);
  if (!end.failure.empty() && !line.empty()) end.failure += ": " + line;
  return end;
}

}  // namespace trawl::crawl
