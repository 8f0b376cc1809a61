#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "fetch/aio/detail/spawn.hpp"
#include "scraper/extract/command_runner.hpp"

namespace trawl::crawl {

/// One external command from its start to its end, for Commands.
/// Owns: the child; the destructor kills its group and reaps it. Thread: one, which it blocks.
class RunningCommand {
 public:
  /// Takes over a child whose three standard streams are pipes.
  explicit RunningCommand(aio::SpawnedChild child) : child_(std::move(child)) {}
  ~RunningCommand();
  RunningCommand(const RunningCommand&) = delete;
  RunningCommand& operator=(const RunningCommand&) = delete;

  /// Writes the input and reads the output until the child has ended, the time is over, more than
  /// `most_output` bytes came, or `stopping` is readable. Then kills what is left of the group. The child
  /// is a zombie after that, so its number is not reused before reap().
  void communicate(std::string_view input, std::chrono::milliseconds time, std::size_t most_output,
                   int stopping);
  /// Reaps the child, and says how it ended. Call once, after communicate().
  extract::CommandEnd reap();

 private:
  void set_time_out(std::chrono::milliseconds time);
  void write_some(std::string_view& input);
  bool read_output(std::size_t most_output);
  void read_errors();

  aio::SpawnedChild child_;
  bool is_reaped_ = false, is_time_out_ = false;
  std::string output_, errors_, broken_limit_;
};

}  // namespace trawl::crawl
