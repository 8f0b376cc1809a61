#include "storage/file/lock_wait.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace trawl::storage {
namespace {

using std::chrono::milliseconds;

/// Most locks are held for a commit. A longer wait is one that people want to know of.
constexpr milliseconds kSilent{1'000};

LockNotice& lock_notice() {
  static LockNotice notice;
  return notice;
}

/// 1, 2, 4, … 64, 100 ms.
milliseconds pause_before(int times) {
  return std::min(milliseconds(1 << std::min(times, 7)), milliseconds(100));
}

}  // namespace

void set_lock_notice(LockNotice notice) {
  lock_notice() = std::move(notice);
}

bool LockWait::goes_on(int times) {
  const auto now = std::chrono::steady_clock::now();
  if (times == 0) {
    began_ = now;
    is_said_ = false;
  }
  const auto left = std::chrono::ceil<milliseconds>(began_ + patience_ - now);
  if (left.count() <= 0) return false;
  if (now - began_ >= kSilent && !std::exchange(is_said_, true) && lock_notice()) lock_notice()(file_, left);
  std::this_thread::sleep_for(std::min(left, pause_before(times)));
  return true;
}

}  // namespace trawl::storage
