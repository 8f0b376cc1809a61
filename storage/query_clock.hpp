#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// The time of one query. It runs only within steps, not while somebody reads what came out. SQLite looks at
/// the time between its instructions. One instruction can take hours, such as instr() on two long texts, and
/// nothing interrupts it: then a thread of this calls `overrun`, a second after the time is over.
/// Thread: the query's, but for `overrun`.
class QueryClock {
 public:
  using Duration = std::chrono::steady_clock::duration;
  /// Without `overrun`, nothing happens within an instruction.
  QueryClock(Connection& connection, Duration time, std::function<void()> overrun);
  ~QueryClock();
  QueryClock(const QueryClock&) = delete;
  QueryClock& operator=(const QueryClock&) = delete;

  /// Time runs while it lives. SQLite throws kind interrupted when none is left.
  class Step {
   public:
    explicit Step(QueryClock& clock);
    ~Step();
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    QueryClock& clock_;
    const std::chrono::steady_clock::time_point began_;
    const Deadline deadline_;
  };

 private:
  void watch();

  Connection& connection_;
  Duration left_;
  std::function<void()> overrun_;
  std::atomic<Duration::rep> deadline_{0};  // of the current step, since the clock's epoch; 0: there is none
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;  // guarded by mutex_
  std::thread watcher_;
};

}  // namespace trawl::storage
