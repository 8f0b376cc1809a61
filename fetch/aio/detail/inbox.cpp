#include "fetch/aio/detail/inbox.hpp"

#include <utility>

namespace trawl::aio {

bool Inbox::put(std::function<void()> call) {
  std::shared_ptr<const WakeUp> sleeper;
  {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return false;
    calls_.push_back(std::move(call));
    if (std::exchange(is_asleep_, false)) sleeper = wake_up_;
  }
  // After the unlock, because the woken loop takes the lock first. The call may have destroyed the inbox by
  // now.
  if (sleeper) sleeper->send();
  return true;
}

std::vector<std::function<void()>>& Inbox::take() {
  taken_.clear();
  const std::scoped_lock lock(mutex_);
  is_asleep_ = false;
  taken_.swap(calls_);
  return taken_;
}

bool Inbox::fall_asleep() {
  const std::scoped_lock lock(mutex_);
  is_asleep_ = calls_.empty();
  return is_asleep_;
}

void Inbox::close() {
  std::vector<std::function<void()>> left;
  {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    left.swap(calls_);
  }
  taken_.clear();
}

}  // namespace trawl::aio
