#include "fetch/aio/timers.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace std::chrono_literals;

struct Alarm final : aio::Timer {
  void expire() override {}
  aio::TimePoint due;
  int order = 0;
};

constexpr aio::TimePoint kStart{};

}  // namespace

TEST_CASE("only timers that are due come out, the earliest first") {
  aio::TimerHeap heap;
  Alarm one, two, three;
  heap.set(three, kStart + 3s);
  heap.set(one, kStart + 1s);
  heap.set(two, kStart + 2s);
  CHECK(heap.earliest() == kStart + 1s);
  CHECK(heap.pop_due(kStart) == nullptr);
  CHECK(heap.pop_due(kStart + 2s) == &one);
  CHECK(heap.pop_due(kStart + 2s) == &two);
  CHECK(heap.pop_due(kStart + 2s) == nullptr);
  CHECK_FALSE(one.is_set());
  CHECK(three.is_set());
}

TEST_CASE("timers due at the same time come out in the order they were set") {
  aio::TimerHeap heap;
  std::array<Alarm, 100> alarms;
  for (Alarm& alarm : alarms) heap.set(alarm, kStart);
  for (Alarm& alarm : alarms) CHECK(heap.pop_due(kStart) == &alarm);
}

TEST_CASE("setting a timer again moves it, behind its equals") {
  aio::TimerHeap heap;
  Alarm a, b;
  heap.set(a, kStart + 1s);
  heap.set(b, kStart + 2s);
  heap.set(a, kStart + 2s);
  CHECK(heap.size() == 2);
  CHECK(heap.pop_due(kStart + 2s) == &b);
  CHECK(heap.pop_due(kStart + 2s) == &a);
}

TEST_CASE("a timer that dies leaves its heap, and a heap that dies lets go of its timers (time-04)") {
  Alarm survivor;
  {
    aio::TimerHeap heap;
    {
      Alarm mortal;
      heap.set(mortal, kStart);
      heap.set(survivor, kStart + 1s);
    }
    CHECK(heap.size() == 1);
    CHECK(heap.earliest() == kStart + 1s);
  }
  CHECK_FALSE(survivor.is_set());
  survivor.clear();
}

TEST_CASE("a timer that is cleared or dies among those that are due does not come out") {
  aio::TimerHeap heap;
  Alarm first, cleared, last;
  {
    Alarm mortal;
    for (Alarm* const alarm : {&first, &cleared, &mortal, &last}) heap.set(*alarm, kStart);
    CHECK(heap.pop_due(kStart) == &first);
    cleared.clear();
    CHECK_FALSE(cleared.is_set());
    CHECK(heap.size() == 2);
  }
  CHECK(heap.size() == 1);
  CHECK(heap.pop_due(kStart) == &last);
  CHECK(heap.pop_due(kStart) == nullptr);
  CHECK(heap.is_empty());
}

TEST_CASE("a timer that is set or moved while due ones come out comes after them") {
  aio::TimerHeap heap;
  Alarm first, moved, last, late;
  for (Alarm* const alarm : {&first, &moved, &last}) heap.set(*alarm, kStart + 1s);
  CHECK(heap.pop_due(kStart + 1s) == &first);
  heap.set(late, kStart);
  heap.set(moved, kStart + 1s);
  CHECK(heap.pop_due(kStart + 1s) == &last);
  CHECK(heap.pop_due(kStart + 1s) == &late);
  CHECK(heap.pop_due(kStart + 1s) == &moved);
  CHECK(heap.is_empty());
}

TEST_CASE("a heap that dies lets go of timers that are due and have not come out") {
  Alarm first, second;
  {
    aio::TimerHeap heap;
    heap.set(first, kStart);
    heap.set(second, kStart);
    CHECK(heap.pop_due(kStart) == &first);
  }
  CHECK_FALSE(second.is_set());
}

TEST_CASE("10,000 timers, a third of them cleared and a third moved, come out sorted") {
  std::mt19937 random(4711);
  std::vector<Alarm> alarms(10'000);
  aio::TimerHeap heap;
  int order = 0;
  const auto set = [&](Alarm& alarm) {
    alarm.due = kStart + std::chrono::milliseconds(random() % 1'000);
    alarm.order = order++;
    heap.set(alarm, alarm.due);
  };
  for (Alarm& alarm : alarms) set(alarm);
  for (Alarm& alarm : alarms) {
    const auto lot = random() % 3;
    if (lot == 0) alarm.clear();
    if (lot == 1) set(alarm);
  }
  std::vector<Alarm*> expected;
  for (Alarm& alarm : alarms)
    if (alarm.is_set()) expected.push_back(&alarm);
  std::sort(expected.begin(), expected.end(), [](const Alarm* a, const Alarm* b) {
    return std::pair(a->due, a->order) < std::pair(b->due, b->order);
  });
  std::vector<aio::Timer*> popped;
  constexpr auto kStep = 37ms;
  for (aio::TimePoint now = kStart; !heap.is_empty(); now += kStep) {
    while (aio::Timer* const timer = heap.pop_due(now)) {
      const aio::TimePoint due = static_cast<Alarm*>(timer)->due;
      CHECK((now - kStep < due && due <= now));
      popped.push_back(timer);
    }
  }
  CHECK(std::equal(popped.begin(), popped.end(), expected.begin(), expected.end()));
}
