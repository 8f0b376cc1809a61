#include "fetch/aio/detail/timers.hpp"

#include <algorithm>
#include <utility>

namespace trawl::aio {

namespace {
constexpr std::size_t kChildren = 4;
}  // namespace

void Timer::clear() noexcept {
  if (heap_ != nullptr) heap_->clear(*this);
}

TimerHeap::~TimerHeap() {
  for (const Entry& entry : entries_) entry.timer->heap_ = nullptr;
  while (Timer* const timer = pop_due(TimePoint::min())) timer->heap_ = nullptr;
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
  if (std::exchange(timer.is_due_, false)) {
    due_[place].timer = nullptr;
    --due_left_;
    return;
  }
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
  if (due_left_ == 0) take_due(now);
  if (due_left_ == 0) return nullptr;
  while (due_[next_due_].timer == nullptr) ++next_due_;
  Timer* const timer = due_[next_due_++].timer;
  --due_left_;
  timer->heap_ = nullptr;
  timer->is_due_ = false;
  return timer;
}

void TimerHeap::take_due(TimePoint now) {
  due_.clear();
  next_due_ = 0;
  if (entries_.empty() || entries_.front().due > now) return;
  // The parent of an entry that is due is due as well, so a walk from the root finds all, by rising place.
  due_places_.assign(1, 0);
  for (std::size_t i = 0; i < due_places_.size(); ++i) {
    due_.push_back(entries_[due_places_[i]]);
    const std::size_t first = due_places_[i] * kChildren + 1;
    const std::size_t end = std::min(first + kChildren, entries_.size());
    for (std::size_t child = first; child < end; ++child) {
      if (entries_[child].due <= now) due_places_.push_back(child);
    }
  }
  // Each gap is filled with the last entry, from the bottom up, so that what lies below a gap is a heap
  // already.
  for (; !due_places_.empty(); due_places_.pop_back()) {
    const std::size_t gap = due_places_.back();
    const Entry last = entries_.back();
    entries_.pop_back();
    if (gap < entries_.size()) sift_down(gap, last);
  }
  std::sort(due_.begin(), due_.end(), [](const Entry& a, const Entry& b) { return a.before(b); });
  due_left_ = due_.size();
  for (std::size_t place = 0; place < due_.size(); ++place) {
    due_[place].timer->place_ = static_cast<std::uint32_t>(place);
    due_[place].timer->is_due_ = true;
  }
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

}  // namespace trawl::aio
