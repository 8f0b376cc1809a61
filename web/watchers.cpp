#include "web/watchers.hpp"

#include <algorithm>

namespace trawl::web {

void Watchers::asked(const std::string& name, Time now) {
  if (name.empty() || name.size() > kLongestName) return;
  const std::scoped_lock lock(mutex_);
  if (const auto known = watchers_.find(name); known != watchers_.end()) {
    known->second.asked = now;
    return;
  }
  std::erase_if(watchers_, [now](const auto& entry) { return now - entry.second.asked > kOpen; });
  if (watchers_.size() < kMost) watchers_.emplace(name, Watcher{now});
}

void Watchers::has_seen_the_end(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (const auto known = watchers_.find(name); known != watchers_.end())
    known->second.has_seen_the_end = true;
}

bool Watchers::some_wait(Time now) const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(watchers_, [now](const auto& entry) {
    return !entry.second.has_seen_the_end && now - entry.second.asked <= kOpen;
  });
}

}  // namespace trawl::web
