// What the parts of the siege share: a line of what was seen, and trawl as a process that may be killed.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/storage/crawl_file.hpp"

namespace trawl::siege {

/// Prints "    saw TEXT", which run.sh shows whether the part passes or fails.
void saw(const std::string& text);

/// True if run.sh runs the part in an empty network namespace, in which it may name any address: nothing of
/// it leaves the machine. Else a part that needs one says SKIPPED.
bool is_in_empty_network();

/// How a process ended.
struct Ended {
  int exit_code = -1;  ///< 128 + the number of the signal that ended it
  double seconds = 0;  ///< from start to end
  std::string out, err;
};

/// A run of the program that TRAWL names, in `folder`, with HOME there and no other variables. stdout and
/// stderr go to files, so it may be silent or talk for as long as it likes.
/// Owns: the process, which the destructor kills.
class Trawl {
 public:
  /// Throws std::system_error; std::runtime_error if TRAWL is not set.
  Trawl(std::vector<std::string> words, const std::filesystem::path& folder);
  ~Trawl();
  Trawl(const Trawl&) = delete;
  Trawl& operator=(const Trawl&) = delete;

  int pid() const { return pid_; }
  void send_signal(int number) const;
  bool has_ended() const;
  /// The largest resident memory so far; 0 after its end. What wait4 says includes the parent's.
  std::int64_t peak_kib() const;
  /// How long the main thread has waited for a processor so far, which is no time of its own.
  double waited_for_processors_ms() const;
  /// What it has written to stderr so far.
  std::string err_so_far() const;
  /// Waits for its end. After `limit` it is killed, which shows as exit code 137.
  Ended wait(std::chrono::milliseconds limit);

 private:
  int pid_ = -1, out_ = -1, err_ = -1, watch_ = -1;
  std::chrono::steady_clock::time_point started_;
  bool is_reaped_ = false;
};

/// Runs trawl to its end, for at most `limit`.
Ended run_trawl(std::vector<std::string> words, const std::filesystem::path& folder,
                std::chrono::milliseconds limit = std::chrono::minutes(2));

/// The rows of a query, columns separated by tabs, rows by line ends.
std::string rows_of(const std::filesystem::path& file, const std::string& sql);

}  // namespace trawl::siege
