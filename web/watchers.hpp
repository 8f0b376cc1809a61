#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace trawl::web {

/// The open pages that follow a crawl, so that its server can stay until each of them has shown how it ended.
/// A page asks once a second and names itself by a text of its own choice; one that has not asked for
/// kOpen is closed.
/// Thread: any. `now` is the time of the call.
class Watchers {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds kOpen{3};
  /// The most that are known at a time, and the longest name of one.
  static constexpr std::size_t kMost = 64, kLongestName = 64;

  /// A page has asked. A name that is too long, or one too many, is forgotten.
  void asked(const std::string& name, Time now);
  /// The end of the crawl was sent to that page.
  void has_seen_the_end(const std::string& name);
  /// Whether some open page has not seen it.
  bool some_wait(Time now) const;

 private:
  struct Watcher {
    Time asked;
    bool has_seen_the_end = false;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Watcher> watchers_;  // guarded by mutex_
};

}  // namespace trawl::web
