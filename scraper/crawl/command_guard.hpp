#pragma once
#include <mutex>
#include <optional>

#include <sys/types.h>

#include "fetch/aio/detail/poller.hpp"

namespace trawl::crawl {

/// A small process that outlives this one by a moment, whatever ends it: then it kills the process groups
/// that still run. It is started with the first group. Owns: that process. Thread: any.
class CommandGuard {
 public:
  CommandGuard() {}
  ~CommandGuard();
  CommandGuard(const CommandGuard&) = delete;
  CommandGuard& operator=(const CommandGuard&) = delete;

  /// From now on the group dies with this process. Where the guard cannot be started, nothing happens.
  void add(pid_t group);
  /// Call before the group's leader is reaped, so that a reused number is never killed.
  void remove(pid_t group);

 private:
  void tell(pid_t group);
  void start();

  std::mutex mutex_;
  std::optional<pid_t> guard_;  ///< 0: it could not be started
  aio::Descriptor line_;
};

}  // namespace trawl::crawl
