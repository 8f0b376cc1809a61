#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fetch/aio/clock.hpp"

namespace trawl::aio {

class TimerHeap;

/// Something that is due at a time. Destroying it takes it out of its heap.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Called by the loop once the time has come; the timer is out of the heap then.
  virtual void expire() = 0;
  bool is_set() const { return heap_ != nullptr; }
  void clear() noexcept;

 protected:
  virtual ~Timer() { clear(); }

 private:
  friend class TimerHeap;
  TimerHeap* heap_ = nullptr;
  std::uint64_t order_ = 0;  // in which the heap's timers were set
  std::uint32_t place_ = 0;  // in the heap, or among the due ones
  bool is_due_ = false;
};

/// The timers of a loop, the earliest first, equal times in the order they were set: a heap of four children
/// a node, in which each timer knows its place, so that clearing one costs no search. All that are due at a
/// look leave it together, which costs less than one by one: they are sorted once, and the heap is mended from
/// below, or made anew when most have left it. One that is set before they have all come out comes after them.
class TimerHeap {
 public:
  ~TimerHeap();
  void set(Timer& timer, TimePoint due);
  void clear(Timer& timer) noexcept;
  bool is_empty() const { return size() == 0; }
  std::size_t size() const { return entries_.size() + due_left_; }
  /// Requires: not empty, and all that were due have come out.
  TimePoint earliest() const { return entries_.front().due; }
  /// The earliest timer that is due at `now`, taken out; null when there is none.
  Timer* pop_due(TimePoint now);
  /// For a loop that goes through a flood of those that came out last, in the order in which they came: asks for the memory of
  /// one that follows the one at `place`, as it is no longer in the processor's cache.
  [[gnu::always_inline]] void ask_ahead(std::size_t place) const {
    if (place + kAhead < flood_) ask_for(due_[place + kAhead].timer);
  }

 private:
  struct Entry {
    TimePoint due;
    Timer* timer;
    bool before(const Entry& other) const {
      if (due != other.due) [[likely]]
        return due < other.due;
      return timer->order_ < other.timer->order_;
    }
  };

  static constexpr std::size_t kAhead = 16;
  /// `timer` may have ended: it is not looked at. Inlined, as GCC drops a call that does nothing else.
  [[gnu::always_inline]] static void ask_for(const Timer* timer) {
    constexpr int kLine = 64;  // a timer is in the middle of what it is a part of
    const char* const bytes = reinterpret_cast<const char*>(timer);
    for (const int line : {-1, 0, 1}) __builtin_prefetch(bytes + line * kLine, 1);
  }

  void take_due(TimePoint now);
  bool most_are_due(TimePoint now) const;
  void part_by_due(TimePoint now);
  void pick_due(TimePoint now);
  void sort_due();
  void put(std::size_t place, const Entry& entry) {
    entries_[place] = entry;
    entry.timer->place_ = static_cast<std::uint32_t>(place);
  }
  void sift_up(std::size_t place, const Entry& entry);
  void sift_down(std::size_t place, const Entry& entry);

  std::vector<Entry> entries_;
  std::uint64_t next_order_ = 0;

  std::vector<Entry> due_;  // sorted; one that was cleared since is null
  std::size_t next_due_ = 0;
  std::size_t due_left_ = 0;               // that are not cleared
  std::size_t flood_ = 0;                  // how many were due together, when that were many
  std::vector<std::uint32_t> due_places_;  // kept for its memory
};

}  // namespace trawl::aio
