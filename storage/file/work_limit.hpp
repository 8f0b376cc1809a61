#pragma once
#include <atomic>
#include <chrono>

namespace trawl::storage {

/// Ends what a thread does with crawl files at a deadline, or when another thread asks for it: while it
/// lives, each connection that the thread opens looks at it between the steps of SQLite, and throws kind
/// interrupted once it is over; so does the opening of one. One instruction of SQLite is never interrupted.
/// Requires: one a thread; it outlives those connections.
/// Thread: the one that makes it; `stop` is set by any.
class WorkLimit {
 public:
  using Clock = std::chrono::steady_clock;
  /// `stop` may be null, or outlives this.
  WorkLimit(Clock::time_point deadline, const std::atomic<bool>* stop);
  ~WorkLimit();
  WorkLimit(const WorkLimit&) = delete;
  WorkLimit& operator=(const WorkLimit&) = delete;

  bool is_over() const { return (stop_ != nullptr && *stop_) || Clock::now() >= deadline_; }
  /// That of the calling thread; null for none.
  static const WorkLimit* current();

 private:
  const Clock::time_point deadline_;
  const std::atomic<bool>* const stop_;
};

}  // namespace trawl::storage
