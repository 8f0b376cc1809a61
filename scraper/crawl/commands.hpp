#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/aio/detail/poller.hpp"
#include "scraper/crawl/command_guard.hpp"
#include "scraper/crawl/rules/hung_commands.hpp"
#include "scraper/extract/command_runner.hpp"

namespace trawl::crawl {

/// What external commands may cost.
struct CommandLimits {
  CommandLimits() {}
  std::chrono::milliseconds time{10'000};     ///< of one command
  std::size_t output = std::size_t{8} << 20;  ///< of one command, in bytes
  std::size_t at_once = 4;                    ///< further ones wait for their turn
};

/// Runs external commands, each in a process group of its own, without a shell and with none of our
/// descriptors but its standard streams. They have our environment without the variables TRAWL_…, which may
/// hold passwords. A command has ended when its own process has; what it leaves running in its group is
/// killed then, as it is when the command breaks a limit, and when this process ends in any way. Each is
/// reaped before run() returns. One that hangs again and again is spared (HungCommands).
/// Owns: the guard's process. Thread: run() and stop() any; run() blocks, so not the loop's.
class Commands : public extract::CommandRunner {
 public:
  explicit Commands(CommandLimits limits = {});

  extract::CommandEnd run(const std::vector<std::string>& command, std::string_view input) override;

  /// Kills what runs; from now on commands fail.
  void stop();

 private:
  extract::CommandEnd run_now(const std::vector<std::string>& command, std::string_view input);

  class Slot;
  class Guarded;

  const CommandLimits limits_;
  std::map<std::string, std::string> environment_;
  aio::WakeUp stopping_;
  CommandGuard guard_;
  std::mutex mutex_;
  std::condition_variable slot_is_free_;
  std::size_t running_ = 0;
  bool is_stopped_ = false;
  HungCommands hung_;
};

}  // namespace trawl::crawl
