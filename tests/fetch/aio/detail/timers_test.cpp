#include "fetch/aio/detail/timers.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using namespace trawl;

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

TEST_CASE("setting a timer again moves it behind those of equal time") {
  aio::TimerHeap heap;
  Alarm a, b;
  heap.set(a, kStart + 1s);
  heap.set(b, kStart + 2s);
  heap.set(a, kStart + 2s);
  CHECK(heap.size() == 2);
  CHECK(heap.pop_due(kStart + 2s) == &b);
  CHECK(heap.pop_due(kStart + 2s) == &a);
}

TEST_CASE("a destroyed timer leaves its heap, and a destroyed heap lets go of its timers (time-04)") {
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

TEST_CASE("a due timer that is cleared or destroyed does not come out") {
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

TEST_CASE("a destroyed heap lets go of due timers that have not come out") {
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

TEST_CASE("many timers come out sorted, whether all, most or few of them are due") {
  constexpr int kAlarms = 20'000;
  for (const int range_ms : {1, 50, 1'000'000}) {
    for (const int share_due : {100, 90, 10}) {
      std::mt19937 random(static_cast<unsigned>(range_ms + share_due));
      std::vector<Alarm> alarms(kAlarms);
      aio::TimerHeap heap;
      for (int i = 0; i < kAlarms; ++i) {
        Alarm& alarm = alarms[static_cast<std::size_t>(i)];
        const bool is_due = static_cast<int>(random() % 100) < share_due;
        const auto offset = std::chrono::milliseconds(random() % static_cast<unsigned>(range_ms));
        alarm.due = is_due ? kStart - offset : kStart + 1ns + offset;
        alarm.order = i;
        heap.set(alarm, alarm.due);
      }
      Alarm earliest, latest;
      heap.set(earliest, aio::TimePoint::min());
      heap.set(latest, aio::TimePoint::max());
      CHECK(heap.pop_due(kStart) == &earliest);
      std::size_t came = 0, wrong = 0;
      const Alarm* before = nullptr;
      for (const aio::TimePoint now : {kStart, kStart + 24h}) {
        while (aio::Timer* const timer = heap.pop_due(now)) {
          const auto* const alarm = static_cast<const Alarm*>(timer);
          const bool is_sorted = before == nullptr ||
                                 std::pair(before->due, before->order) < std::pair(alarm->due, alarm->order);
          wrong += !is_sorted || alarm->due > now;
          before = alarm;
          ++came;
        }
        if (now == kStart) CHECK(heap.earliest() > kStart);
      }
      CHECK(wrong == 0);
      CHECK(came == kAlarms);
      CHECK(heap.size() == 1);
      CHECK(heap.earliest() == aio::TimePoint::max());
    }
  }
}

TEST_CASE("when many timers have come out, the others come at their times and can be cleared and moved") {
  std::vector<Alarm> due(5'000), left(500);
  aio::TimerHeap heap;
  const auto set = [&heap](Alarm& alarm, aio::TimePoint when) {
    alarm.due = when;
    heap.set(alarm, when);
  };
  for (std::size_t i = 0; i < due.size(); ++i) {
    set(due[i], kStart);
    if (i < left.size()) set(left[i], kStart + std::chrono::seconds(1 + i * 7 % 500));
  }
  CHECK(heap.pop_due(kStart) == &due[0]);
  for (std::size_t i = 0; i < left.size(); i += 2) left[i].clear();
  for (std::size_t i = 1; i < left.size(); i += 4) set(left[i], kStart + 1'000s);
  for (std::size_t i = 2; i < due.size(); i += 2) due[i].clear();
  for (std::size_t i = 1; i < due.size(); i += 2) REQUIRE(heap.pop_due(kStart) == &due[i]);
  CHECK(heap.pop_due(kStart) == nullptr);
  CHECK(heap.size() == left.size() / 2);
  std::size_t came = 0, wrong = 0;
  for (aio::TimePoint now = kStart; !heap.is_empty(); now += 1s) {
    wrong += heap.earliest() < now;
    for (; const aio::Timer* const timer = heap.pop_due(now); ++came)
      wrong += static_cast<const Alarm*>(timer)->due != now;
  }
  CHECK(wrong == 0);
  CHECK(came == left.size() / 2);
}
