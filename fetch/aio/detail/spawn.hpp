#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// Where a standard stream of a child leads: where ours does, to a pipe that we hold the other end of, to
/// nowhere, or (stderr only) where its stdout does.
enum class Stdio { INHERIT, PIPE, DEVNULL, STDOUT };
using enum Stdio;

/// How a child is started, besides its command.
struct SubprocessOptions {
  SubprocessOptions() {}

  Stdio stdin = INHERIT, stdout = INHERIT, stderr = INHERIT;
  /// None: ours. The program is looked for from there when it is a relative path.
  std::optional<std::string> working_directory;
  /// All of it; none: ours. PATH is searched as we have it.
  std::optional<std::map<std::string, std::string>> environment;
};

/// A child that runs: not reaped yet, which is the business of whoever holds this.
struct SpawnedChild {
  pid_t pid = 0;
  Descriptor pidfd;
  /// Our ends of its stdin, stdout and stderr, non-blocking; empty where it has no pipe.
  std::array<std::optional<Descriptor>, 3> pipes;
};

/// Starts `command[0]`, looked for in PATH, in a process group of its own, with no signal blocked or ignored
/// and none of our descriptors but the three. Throws std::system_error that names the program, or the
/// directory, that cannot be had.
SpawnedChild spawn(const std::vector<std::string>& command, const SubprocessOptions& options);

}  // namespace trawl::aio
