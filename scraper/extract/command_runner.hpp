#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// How an external command ended.
struct CommandEnd {
  CommandEnd() {}
  std::string output;                 ///< its stdout, as it came
  std::string failure;                ///< for people: "exit code 2: no such key"; "" if it did not fail
  bool is_time_out = false;           ///< it failed because it did not end in time
  std::chrono::milliseconds time{0};  ///< that it ran
};

/// Runs the commands that a spider file asks for: the filter `cmd` and the pipe of a page. Rules get one only
/// with --allow-commands; without it their commands fail.
/// Thread: any; it blocks until the command has ended, for a bounded time.
class CommandRunner {
 public:
  virtual ~CommandRunner() = default;

  /// Runs command[0], searched for in PATH, with the rest as its arguments, without a shell; `input` is its
  /// stdin. Never throws for what a command does: whatever goes wrong is a failure. Requires: a command.
  virtual CommandEnd run(const std::vector<std::string>& command, std::string_view input) = 0;
};

}  // namespace trawl::extract
