#pragma once
#include <chrono>

namespace trawl::crawl {

/// What a fetch in flight counts as.
enum class Slot {
  none,       ///< it is not in flight
  answering,  ///< its host has answered
  silent,     ///< its host has not answered yet, or failed last
  lent        ///< likewise; it is silent for so long that it does not count any more
};

/// Shares the concurrency of a crawl between hosts that answer and hosts that are silent: thousands of dead
/// hosts must not hold up a healthy one. A fetch of a silent host lends its slot to another after a while,
/// up to `lendable` of them. When these are used up, silent hosts get three quarters of the slots at most.
class Slots {
 public:
  /// Requires: concurrency >= 1, lendable >= 0.
  Slots(int concurrency, int lendable) : concurrency_(concurrency), lendable_(lendable) {}

  /// How long a fetch may be silent before its slot is lent.
  static constexpr std::chrono::milliseconds kPatience{250};

  void set_concurrency(int concurrency) { concurrency_ = concurrency; }

  /// Call when a fetch begins.
  Slot begin(bool answers);
  /// Call when it has been silent for kPatience. False when its slot is not lent.
  bool lend(Slot& slot);
  /// Call when it ends.
  void end(Slot& slot);

  /// Whether as many as allowed are under way. Fewer may have been allowed when they began.
  bool is_full() const { return answering_ + silent_ >= concurrency_; }
  /// Whether a fetch of a silent host may begin.
  bool has_room_for_silent() const {
    return lent_ < lendable_ || silent_ == 0 || 4 * (silent_ + 1) <= 3 * concurrency_;
  }
  /// Whether a host that answers comes before one that is silent, whichever waits longer.
  bool prefers_answering() const { return silent_ > 0 && 4 * silent_ >= concurrency_; }

 private:
  int concurrency_;
  const int lendable_;
  int answering_ = 0, silent_ = 0, lent_ = 0;
};

}  // namespace trawl::crawl
