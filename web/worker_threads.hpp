#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace trawl::web {

/// A thread with a stack of 256 kB, in which no signal is handled. The destructor waits for its end.
class Thread {
 public:
  /// `name` shows in ps and top; 15 characters at most. Throws std::system_error when the system gives no
  /// thread.
  Thread(const char* name, std::function<void()> work);
  ~Thread();
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Threads that start as they are needed, for work that arrives now and then.
/// Thread: any.
class WorkerThreads {
 public:
  /// Starts one thread. Throws std::system_error when it cannot. Requires: most >= 1.
  explicit WorkerThreads(std::size_t most);
  /// As finish().
  ~WorkerThreads();
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  /// Work that finds no idle thread gets a new one, or waits when there are `most` or the system gives none.
  void submit(std::function<void()> work);
  /// Ends the threads when all work is done.
  void finish();
  std::size_t started() const;

 private:
  void start();  // under mutex_
  void serve();

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_:
  std::deque<std::function<void()>> work_;
  std::size_t idle_ = 0;
  bool is_finishing_ = false;
  std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace trawl::web
