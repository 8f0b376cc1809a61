#pragma once
#include <csignal>
#include <cstdio>
#include <exception>

#include <sqlite3.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trawl::storage::testing {

/// Runs `work` in a forked child and returns its result; 100 if it threw. The child is an unprivileged user
/// if the test runs as root, since root may write everywhere.
template <class Work>
int result_without_privileges(Work work) {
  constexpr uid_t kNobody = 65534;
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    int code = 100;
    if (geteuid() != 0 || setuid(kNobody) == 0) {
      try {
        code = work();
      } catch (const std::exception& error) {
        std::fprintf(stderr, "in the child: %s\n", error.what());
      }
    }
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 101;
}

/// Runs `work` in a forked child and returns the signal that ended it; 0 for none.
template <class Work>
int signal_that_ended(Work work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/// Kills this process at the start of the commit of that number, counted over connections opened from now on.
inline void die_at_commit(int number) {
  static int left;
  left = number;
  const auto install = [](sqlite3* connection, const char**, const sqlite3_api_routines*) {
    const auto count = [](void*) { return --left > 0 ? 0 : kill(getpid(), SIGKILL); };
    sqlite3_commit_hook(connection, count, nullptr);
    return SQLITE_OK;
  };
  int (*const entry)(sqlite3*, const char**, const sqlite3_api_routines*) = install;
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(entry));
}

}  // namespace trawl::storage::testing
