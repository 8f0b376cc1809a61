#include "scraper/crawl/command_guard.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trawl::crawl {
namespace {

constexpr std::size_t kMostGroups = 256;

/// Closes all descriptors but `kept`: locks and pipes must not live on with the guard.
void close_others(int kept) {
  if (kept > 0) syscall(SYS_close_range, 0U, static_cast<unsigned>(kept - 1), 0U);
  syscall(SYS_close_range, static_cast<unsigned>(kept + 1), UINT_MAX, 0U);
}

/// What the guard does. Only calls that are safe after fork() in a program with threads.
[[noreturn]] void guard_groups(int line) {
  setsid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(signal, SIG_IGN);
  prctl(PR_SET_NAME, "trawl-guard");
  close_others(line);
  if (chdir("/") != 0) _exit(1);
  std::array<pid_t, kMostGroups> groups{};
  for (;;) {
    pid_t told = 0;
    const ssize_t bytes = recv(line, &told, sizeof told, 0);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes != sizeof told) break;
    // A group is told as it is, and with a minus when it is over.
    const pid_t wanted = told > 0 ? 0 : -told, put = told > 0 ? told : 0;
    for (pid_t& group : groups) {
      if (group != wanted) continue;
      group = put;
      break;
    }
  }
  for (const pid_t group : groups)
    if (group > 0) kill(-group, SIGKILL);
  _exit(0);
}

}  // namespace

CommandGuard::~CommandGuard() {
  if (!guard_ || *guard_ <= 0) return;
  line_ = aio::Descriptor();
  while (waitpid(*guard_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void CommandGuard::add(pid_t group) {
  const std::lock_guard lock(mutex_);
  if (!guard_) start();
  tell(group);
}

void CommandGuard::remove(pid_t group) {
  const std::lock_guard lock(mutex_);
  tell(-group);
}

void CommandGuard::tell(pid_t group) {
  if (!guard_ || *guard_ == 0) return;
  while (send(line_.fd(), &group, sizeof group, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

void CommandGuard::start() {
  guard_ = 0;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return;
  aio::Descriptor ours(ends[0]), guards(ends[1]);
  const pid_t child = fork();
  if (child == 0) guard_groups(guards.fd());
  if (child < 0) return;
  guard_ = child;
  line_ = std::move(ours);
}

}  // namespace trawl::crawl
