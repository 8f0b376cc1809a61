#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace trawl::crawl {

/// Spares a crawl from waiting for a command that always hangs: each of its pages would take as long as a
/// page may. After kInARow time-outs without another end, the command is tried once a minute, until it ends
/// in time.
class HungCommands {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr int kInARow = 5;
  static constexpr std::chrono::seconds kPause{60};

  /// Whether it may run now. Requires: ended() is called afterwards if so.
  bool may_run(const std::vector<std::string>& command, Time now) {
    const auto hung = hung_.find(command);
    if (hung == hung_.end() || hung->second.in_a_row < kInARow) return true;
    if (now < hung->second.next) return false;
    hung->second.next = now + kPause;
    return true;
  }

  void ended(const std::vector<std::string>& command, bool is_time_out, Time now) {
    if (!is_time_out) {
      hung_.erase(command);
      return;
    }
    Hung& hung = hung_[command];
    ++hung.in_a_row;
    hung.next = now + kPause;
  }

 private:
  struct Hung {
    int in_a_row = 0;
    Time next;
  };
  std::map<std::vector<std::string>, Hung> hung_;
};

}  // namespace trawl::crawl
