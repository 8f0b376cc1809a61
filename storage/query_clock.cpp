#include "storage/query_clock.hpp"

#include <algorithm>
#include <utility>

namespace trawl::storage {
namespace {

using std::chrono::steady_clock;

/// SQLite ends by itself within the first, if it can.
constexpr std::chrono::seconds kGrace{1};
constexpr std::chrono::milliseconds kLooks{100};

}  // namespace

QueryClock::QueryClock(Connection& connection, Duration time, std::function<void()> overrun)
    : connection_(connection),
      // So that no sum with a time point overflows.
      left_(std::min<Duration>(time, std::chrono::hours(24 * 365))),
      overrun_(std::move(overrun)) {
  if (overrun_) watcher_ = std::thread([this] { watch(); });
}

QueryClock::~QueryClock() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  ended_.notify_one();
  if (watcher_.joinable()) watcher_.join();
}

QueryClock::Step::Step(QueryClock& clock)
    : clock_(clock), began_(steady_clock::now()), deadline_(clock.connection_, began_ + clock.left_) {
  clock_.deadline_ = (began_ + clock.left_).time_since_epoch().count();
}

QueryClock::Step::~Step() {
  clock_.deadline_ = 0;
  clock_.left_ -= std::min(clock_.left_, steady_clock::now() - began_);
}

void QueryClock::watch() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, kLooks, [this] { return is_over_; })) {
    const steady_clock::time_point deadline{Duration(deadline_)};
    if (deadline.time_since_epoch().count() != 0 && steady_clock::now() > deadline + kGrace)
      return overrun_();
  }
}

}  // namespace trawl::storage
