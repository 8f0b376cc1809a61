#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// Where a standard stream of a child leads: to the same place as ours, to a pipe whose other end we hold, to
/// /dev/null, or (stderr only) to the same place as its stdout.
enum class Stdio { INHERIT, PIPE, DEVNULL, STDOUT };
using enum Stdio;

/// How to start a child, apart from its command.
struct SubprocessOptions {
  SubprocessOptions() {}

  Stdio stdin = INHERIT, stdout = INHERIT, stderr = INHERIT;
  /// None: ours. A relative path of the program is resolved from here.
  std::optional<std::string> working_directory;
  /// The whole environment; none: ours. The program is searched for in our PATH.
  std::optional<std::map<std::string, std::string>> environment;
  /// The child is killed when the thread that starts it ends, as it does when our process is killed; what the
  /// child starts is not. Programs with more rights than ours are spared (prctl(2), PR_SET_PDEATHSIG).
  bool dies_with_thread = false;
};

/// A running child. Whoever holds this must reap it.
struct SpawnedChild {
  pid_t pid = 0;
  Descriptor pidfd;
  /// Our non-blocking ends of its stdin, stdout and stderr; empty where there is no pipe.
  std::array<std::optional<Descriptor>, 3> pipes;
};

/// Starts `command[0]`, searched for in PATH, in a process group of its own, with no signal blocked or
/// ignored and with none of our descriptors but the standard ones. Throws std::system_error that names the
/// program that cannot be started, or the directory that cannot be entered.
SpawnedChild spawn(const std::vector<std::string>& command, const SubprocessOptions& options);

}  // namespace trawl::aio
