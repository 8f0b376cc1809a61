#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fetch/aio/clock.hpp"

namespace trawl::aio {

class TimerHeap;

/// Something that is due at a certain time. Destroying it takes it out of its heap.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// The loop calls this when the time has come; the timer has left the heap by then.
  virtual void expire() = 0;
  bool is_set() const { return heap_ != nullptr; }
  void clear() noexcept;

 protected:
  virtual ~Timer() { clear(); }

 private:
  friend class TimerHeap;
  TimerHeap* heap_ = nullptr;
  std::uint32_t place_ = 0;  // in the heap, or among those that are due
  bool is_due_ = false;
};

/// The timers of a loop, the earliest first, equal times in the order they were set: a heap with four
/// children per node. Each timer knows its place in the heap, so clearing one needs no search. All timers
/// that are due at one look leave the heap together and are sorted once: that takes two thirds of the time of
/// taking them one by one. A timer that is set while they come out comes after them.
class TimerHeap {
 public:
  ~TimerHeap();
  void set(Timer& timer, TimePoint due);
  void clear(Timer& timer) noexcept;
  bool is_empty() const { return size() == 0; }
  std::size_t size() const { return entries_.size() + due_left_; }
  /// Requires: not empty, and pop_due() has returned null since the last timers came due.
  TimePoint earliest() const { return entries_.front().due; }
  /// Takes out the earliest timer that is due at `now`; null when there is none.
  Timer* pop_due(TimePoint now);

 private:
  struct Entry {
    TimePoint due;
    std::uint64_t order;
    Timer* timer;
    bool before(const Entry& other) const { return due != other.due ? due < other.due : order < other.order; }
  };

  void take_due(TimePoint now);
  void put(std::size_t place, const Entry& entry) {
    entries_[place] = entry;
    entry.timer->place_ = static_cast<std::uint32_t>(place);
  }
  void sift_up(std::size_t place, const Entry& entry);
  void sift_down(std::size_t place, const Entry& entry);

  std::vector<Entry> entries_;
  std::uint64_t next_order_ = 0;

  std::vector<Entry> due_;  // sorted; cleared entries have a null timer
  std::size_t next_due_ = 0;
  std::size_t due_left_ = 0;             // entries of due_ still to come out
  std::vector<std::size_t> due_places_;  // a member so that its memory is reused
};

}  // namespace trawl::aio
