#pragma once
#include <chrono>
#include <functional>
#include <string>

namespace trawl::storage {

/// Tells that a file is locked by somebody else, and how much longer is waited for that.
using LockNotice = std::function<void(const std::string& file, std::chrono::milliseconds left)>;

/// From now on `notice` is called for every wait that has taken a second, once, on the thread that waits.
/// Requires: no connection is open.
void set_lock_notice(LockNotice notice);

/// The patience of one connection with locks of others.
/// Thread: its connection's.
class LockWait {
 public:
  explicit LockWait(std::string file) : file_(std::move(file)) {}

  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }
  /// Sleeps a little, at most 100 ms. False when the patience is over. `times` is how often it was called
  /// before during this wait.
  bool goes_on(int times);

 private:
  std::string file_;
  std::chrono::milliseconds patience_{5'000};
  std::chrono::steady_clock::time_point began_;
  bool is_said_ = false;
};

}  // namespace trawl::storage
