#pragma once
#include <cstdio>
#include <exception>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trawl::storage::testing {

/// What `work` returns, run in a forked child; as an unprivileged user where the test runs as root, since
/// root may write everywhere. 100 when it threw.
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

}  // namespace trawl::storage::testing
