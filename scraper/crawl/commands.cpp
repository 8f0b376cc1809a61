#include "scraper/crawl/commands.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "fetch/aio/detail/spawn.hpp"
#include "scraper/crawl/running_command.hpp"

namespace trawl::crawl {
namespace {

std::map<std::string, std::string> environment_without_ours() {
  std::map<std::string, std::string> kept;
  for (char** variable = environ; variable && *variable; ++variable) {
    const std::string_view line = *variable;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || line.starts_with("TRAWL_")) continue;
    kept.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return kept;
}

extract::CommandEnd failed(std::string why) {
  extract::CommandEnd end;
  end.failure = std::move(why);
  return end;
}

}  // namespace

/// The right to run a command.
class Commands::Slot {
 public:
  explicit Slot(Commands& commands) : commands_(commands) {
    std::unique_lock lock(commands_.mutex_);
    const std::size_t most = std::max<std::size_t>(commands_.limits_.at_once, 1);
    commands_.slot_is_free_.wait(lock, [&] { return commands_.running_ < most || commands_.is_stopped_; });
    ++commands_.running_;
    may_run_ = !commands_.is_stopped_;
  }
  ~Slot() {
    const std::lock_guard lock(commands_.mutex_);
    --commands_.running_;
    commands_.slot_is_free_.notify_one();
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  bool may_run() const { return may_run_; }

 private:
  Commands& commands_;
  bool may_run_ = false;
};

/// A group that dies with this process.
class Commands::Guarded {
 public:
  Guarded(CommandGuard& guard, pid_t group) : guard_(guard), group_(group) { guard_.add(group_); }
  ~Guarded() { guard_.remove(group_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

 private:
  CommandGuard& guard_;
  const pid_t group_;
};

Commands::Commands(CommandLimits limits) : limits_(limits), environment_(environment_without_ours()) {}

extract::CommandEnd Commands::run(const std::vector<std::string>& command, std::string_view input) {
  using Clock = std::chrono::steady_clock;
  const Slot slot(*this);
  if (!slot.may_run()) return failed("stopped");
  const Clock::time_point begin = Clock::now();
  if (const std::lock_guard lock(mutex_); !hung_.may_run(command, begin))
    return failed(fmt::format("it did not end in time {} times in a row, so it is tried once in {} s",
                              HungCommands::kInARow, HungCommands::kPause.count()));
  extract::CommandEnd end = run_now(command, input);
  const Clock::time_point now = Clock::now();
  end.time = std::chrono::ceil<std::chrono::milliseconds>(now - begin);
  const std::lock_guard lock(mutex_);
  hung_.ended(command, end.is_time_out, now);
  return end;
}

extract::CommandEnd Commands::run_now(const std::vector<std::string>& command, std::string_view input) {
  try {
    aio::SubprocessOptions options;
    options.stdin = options.stdout = options.stderr = aio::PIPE;
    options.environment = environment_;
    options.dies_with_thread = true;  // until the guard knows of it
    aio::SpawnedChild child = aio::spawn(command, options);
    const pid_t group = child.pid;
    RunningCommand running(std::move(child));
    {
      const Guarded guarded(guard_, group);
      running.communicate(input, limits_.time, limits_.output, stopping_.fd());
    }
    return running.reap();
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

void Commands::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  stopping_.send();
  slot_is_free_.notify_all();
}

}  // namespace trawl::crawl
