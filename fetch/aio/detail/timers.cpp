#include "fetch/aio/detail/timers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace trawl::aio {

namespace {
constexpr std::size_t kChildren = 4;
constexpr std::size_t kManyDue = 1'024;
constexpr int kDigit = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigit;

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
  timer.order_ = next_order_++;
  entries_.emplace_back();
  sift_up(entries_.size() - 1, Entry{due, &timer});
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
  if (next_due_ + kAhead < due_.size()) ask_for(due_[next_due_ + kAhead].timer);
  Timer* const timer = due_[next_due_++].timer;
  --due_left_;
  timer->heap_ = nullptr;
  timer->is_due_ = false;
  return timer;
}

void TimerHeap::take_due(TimePoint now) {
  if (entries_.empty() || entries_.front().due > now) return;  // due_ stays, for ask_ahead()
  due_.clear();
  next_due_ = flood_ = 0;
  if (most_are_due(now)) {
    part_by_due(now);
  } else {
    pick_due(now);
  }
  sort_due();
  due_left_ = due_.size();
  if (due_left_ >= kManyDue) flood_ = due_left_;
  for (std::size_t place = 0; place < due_.size(); ++place) {
    if (place + kAhead < due_.size()) ask_for(due_[place + kAhead].timer);
    due_[place].timer->place_ = static_cast<std::uint32_t>(place);
    due_[place].timer->is_due_ = true;
  }
}

/// By a few of many.
bool TimerHeap::most_are_due(TimePoint now) const {
  constexpr std::size_t kLooks = 16, kMost = 12;
  if (entries_.size() < kManyDue) return false;
  std::size_t due = 0;
  for (std::size_t look = 0; look < kLooks; ++look)
    due += entries_[entries_.size() * look / kLooks].due <= now;
  return due >= kMost;
}

/// What is left is made a heap again.
void TimerHeap::part_by_due(TimePoint now) {
  due_.swap(entries_);
  const auto left =
      std::partition(due_.begin(), due_.end(), [now](const Entry& entry) { return entry.due <= now; });
  entries_.assign(left, due_.end());
  due_.erase(left, due_.end());
  for (std::size_t place = entries_.size(); place-- > 0;) sift_down(place, Entry(entries_[place]));
}

void TimerHeap::pick_due(TimePoint now) {
  // Whatever is above a due one is due: they are found from the top, in the order of their places.
  due_places_.assign(1, 0);
  for (std::size_t i = 0; i < due_places_.size(); ++i) {
    due_.push_back(entries_[due_places_[i]]);
    const std::size_t first = std::size_t{due_places_[i]} * kChildren + 1;
    const std::size_t end = std::min(first + kChildren, entries_.size());
    for (std::size_t child = first; child < end; ++child) {
      if (entries_[child].due <= now) due_places_.push_back(static_cast<std::uint32_t>(child));
    }
  }
  // From the lowest gap upwards, so that what is below a gap is a heap when it is filled with the last entry.
  for (; !due_places_.empty(); due_places_.pop_back()) {
    const std::size_t gap = due_places_.back();
    const Entry last = entries_.back();
    entries_.pop_back();
    if (gap < entries_.size()) sift_down(gap, last);
  }
}

/// Many are first dealt out by the leading bits of their times, in two rounds that keep the order; those with the same
/// leading bits are then sorted among themselves.
void TimerHeap::sort_due() {
  const auto is_before = [](const Entry& a, const Entry& b) { return a.before(b); };
  if (due_.size() < kManyDue) return std::sort(due_.begin(), due_.end(), is_before);
  const auto [first, last] = std::minmax_element(
      due_.begin(), due_.end(), [](const Entry& a, const Entry& b) { return a.due < b.due; });
  const TimePoint start = first->due;
  const auto since_start = [start](const Entry& entry) {
    return static_cast<std::uint64_t>(entry.due.time_since_epoch().count()) -
           static_cast<std::uint64_t>(start.time_since_epoch().count());
  };
  const int low = std::max(static_cast<int>(std::bit_width(since_start(*last))) - 2 * kDigit, 0);
  const auto deal = [&](const std::vector<Entry>& from, std::vector<Entry>& to, int shift) {
    std::array<std::size_t, kDigits + 1> begins{};
    for (const Entry& entry : from) ++begins[(since_start(entry) >> shift) % kDigits + 1];
    for (std::size_t digit = 1; digit < kDigits; ++digit) begins[digit] += begins[digit - 1];
    for (const Entry& entry : from) to[begins[(since_start(entry) >> shift) % kDigits]++] = entry;
  };
  std::vector<Entry> dealt(due_.size());
  deal(due_, dealt, low);
  deal(dealt, due_, low + kDigit);
  for (auto run = due_.begin(); run != due_.end();) {
    const std::uint64_t bits = since_start(*run) >> low;
    auto end = run + 1;
    while (end != due_.end() && since_start(*end) >> low == bits) ++end;
    if (end - run > 1) std::sort(run, end, is_before);
    run = end;
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
