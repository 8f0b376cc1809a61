#include "fetch/aio/timers.hpp"

#include <algorithm>

namespace aio {

namespace {
constexpr std::size_t kChildren = 4;
}

void Timer::clear() noexcept {
  if (heap_ != nullptr) heap_->clear(*this);
}

TimerHeap::~TimerHeap() {
  for (const Entry& entry : entries_) entry.timer->heap_ = nullptr;
}

void TimerHeap::set(Timer& timer, TimePoint due) {
  timer.clear();
  timer.heap_ = this;
  entries_.emplace_back();
  sift_up(entries_.size() - 1, Entry{due, next_order_++, &timer});
}

void TimerHeap::clear(Timer& timer) noexcept {
  const std::size_t place = timer.place_;
  timer.heap_ = nullptr;
  const Entry last = entries_.back();
  entries_.pop_back();
  if (place == entries_.size()) return;
  if (place > 0 && last.before(entries_[(place - 1) / kChildren])) {
    sift_up(place, last);
  } else {
    sift_down(place, last);
  }
}

Timer* TimerHeap::pop_due(TimePoint now) {
  if (entries_.empty() || entries_.front().due > now) return nullptr;
  Timer* const timer = entries_.front().timer;
  clear(*timer);
  return timer;
}

void TimerHeap::sift_up(std::size_t place, const Entry& entry) {
  while (place > 0) {
    const std::size_t parent = (place - 1) / kChildren;
    if (!entry.before(entries_[parent])) break;
    put(place, entries_[parent]);
    place = parent;
  }
  put(place, entry);
}

void TimerHeap::sift_down(std::size_t place, const Entry& entry) {
  for (;;) {
    const std::size_t first = place * kChildren + 1;
    if (first >= entries_.size()) break;
    const std::size_t end = std::min(first + kChildren, entries_.size());
    std::size_t best = first;
    for (std::size_t child = first + 1; child < end; ++child) {
      if (entries_[child].before(entries_[best])) best = child;
    }
    if (!entries_[best].before(entry)) break;
    put(place, entries_[best]);
    place = best;
  }
  put(place, entry);
}

}  // namespace aio
