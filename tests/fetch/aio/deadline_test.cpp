#include "tests/support/aio_fixture.hpp"

using namespace trawl;

// The scope forms of fetch/aio/timeout.hpp: a body that knows its deadline, absolute times, misuse.

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value_at(aio::Event& event, int value) {
  co_await event.wait();
  co_return value;
}

aio::Coroutine<int> move_deadline(aio::Deadline& deadline, aio::Duration by, aio::Event& event) {
  deadline.reschedule(deadline.when() + by);
  co_return co_await value_at(event, 7);
}

aio::Coroutine<void> yield_once(Log& log) {
  log.push_back("began");
  co_await aio::sleep(0s);
  log.push_back("went on");
}

aio::Coroutine<void> fail_in_clean_up(aio::Event& event) {
  try {
    co_await event.wait();
  } catch (const aio::Cancelled&) {
    throw std::runtime_error("broken clean-up");
  }
}

aio::Coroutine<void> misuse(Log& log, aio::Event& never) {
  aio::Deadline over(1h);
  CHECK_FALSE(over.took_effect());
  CHECK_THROWS_AS(over.reschedule(over.when() + 1h), aio::InvalidState);

  aio::Deadline expired(0s);
  CHECK(expired.has_expired());
  CHECK_THROWS_AS(expired.reschedule(expired.when() + 1h), aio::InvalidState);
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    log.push_back("met it");
  }
  CHECK(expired.took_effect());
  CHECK_THROWS_AS(expired.reschedule(expired.when() + 1h), aio::InvalidState);
}

}  // namespace

TEST_CASE("a body may move its deadline, later and earlier, and into the past (timeout-08)") {
  Stage stage;
  aio::Event event;
  stage.start("later", aio::with_timeout(1s, move_deadline, 2s, std::ref(event)));
  stage.start("earlier", aio::with_timeout(9s, move_deadline, -7s, std::ref(event)));
  stage.start("past", aio::with_timeout(1s, move_deadline, -2s, std::ref(event)));
  CHECK(stage.happened() == Log{"past failed: timed out"});
  stage.pass(2s);
  CHECK(stage.happened() == Log{"earlier failed: timed out"});
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"later got 7"});
}

TEST_CASE("timeout_at takes a time instead of a duration (timeout-01)") {
  Stage stage;
  aio::Event event;
  stage.start("a", aio::timeout_at(stage.loop.time() + 1s, value_at(event, 7)));
  stage.pass(999ms);
  CHECK(stage.happened().empty());
  stage.pass(1ms);
  CHECK(stage.happened() == Log{"a failed: timed out"});
}

TEST_CASE("a deadline of never does not fire and sets no timer (timeout-04)") {
  Stage stage;
  aio::Event event;
  stage.start("a", aio::timeout(aio::Duration::max(), value_at(event, 7)));
  stage.start("b", aio::timeout_at(aio::TimePoint::max(), value_at(event, 8)));
  stage.pass(24h * 365 * 100);
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a got 7", "b got 8"});
}

TEST_CASE(
    "a deadline of zero or in the past fires at the first wait, however short, not before (timeout-05)") {
  Stage stage;
  stage.start("zero", aio::timeout(0s, yield_once(stage.log)));
  stage.start("past", aio::timeout_at(stage.loop.time() - 1s, yield_once(stage.log)));
  CHECK(stage.happened() == Log{"began", "zero failed: timed out", "began", "past failed: timed out"});
  aio::Event event;
  event.set();
  stage.start("no wait", aio::timeout(0s, value_at(event, 7)));
  CHECK(stage.happened() == Log{"no wait got 7"});
}

TEST_CASE(
    "a cancel that the task has not met yet is not lost in a timeout whose time has come (timeout-07)") {
  const auto then = [](Log& log, aio::Event& event, aio::Duration limit) -> aio::Coroutine<void> {
    co_await event.wait();
    aio::Event never;
    try {
      co_await aio::timeout(limit, value_at(never, 1));
    } catch (const aio::TimeoutError&) {
      log.push_back("TimeoutError");
    }
    co_await aio::sleep(0s);
    log.push_back("went on");
  };
  for (const aio::Duration limit : {aio::Duration(0s), aio::Duration(-1s), aio::Duration(1s)}) {
    for (const int cancels : {1, 2}) {
      Stage stage;
      aio::Event event;
      auto a = stage.start("a", then(stage.log, event, limit));
      event.set();
      for (int i = 0; i < cancels; ++i) a.cancel();
      stage.settle();
      CHECK(stage.happened() == Log{"a cancelled"});
      CHECK(a.cancelling() == cancels);
    }
  }
}

TEST_CASE("of two deadlines that have passed when they are made, the outer one throws (timeout-03)") {
  Stage stage;
  aio::Event event;
  stage.start("a", aio::timeout(-1s, told(stage.log, "inner", aio::timeout(0s, value_at(event, 1)))));
  CHECK(stage.happened() == Log{"inner cancelled", "a failed: timed out"});
}

TEST_CASE("a deadline that is due together with many sleeps, in the same look at the clock, ends them all") {
  const auto sleep_often = [](int times) -> aio::Coroutine<void> {
    const auto nap = [](aio::Duration duration) -> aio::Coroutine<void> { co_await aio::sleep(duration); };
    std::vector<aio::Coroutine<void>> naps;
    for (int i = 0; i < times; ++i) naps.push_back(nap(6ms));
    co_await aio::gather(std::move(naps));
  };
  Stage stage;
  int called = 0;
  for (int i = 0; i < 30; ++i) stage.loop.call_later(5500us, [&called] { ++called; });
  stage.start("a", aio::timeout(5ms, sleep_often(40)));
  stage.pass(20ms);
  CHECK(stage.happened() == Log{"a failed: timed out"});
  CHECK(called == 30);
}

TEST_CASE("a cancel met and swallowed before a timeout does not count in it (timeout-09)") {
  const auto swallow = [](Log& log, aio::Event& never) -> aio::Coroutine<void> {
    try {
      co_await never.wait();
    } catch (const aio::Cancelled&) {
      log.push_back("swallowed");
    }
    co_await aio::timeout(0s, value_at(never, 1));
  };
  Stage stage;
  aio::Event never;
  auto a = stage.start("a", swallow(stage.log, never));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"swallowed", "a failed: timed out"});
}

TEST_CASE("another error comes out, even if the timeout's cancel caused it (timeout-06)") {
  Stage stage;
  aio::Event never;
  auto a = stage.start("a", aio::timeout(1s, fail_in_clean_up(never)));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"a failed: broken clean-up"});
  CHECK(a.cancelling() == 0);
}

TEST_CASE("a timeout does not mark the task cancelled (timeout-07)") {
  const auto outlive_it = [](aio::Event& never, aio::Event& event) -> aio::Coroutine<int> {
    try {
      co_await aio::timeout(1s, value_at(never, 1));
    } catch (const aio::TimeoutError&) {
    }
    CHECK(aio::current_task()->cancelling() == 0);
    co_return co_await value_at(event, 2);
  };
  Stage stage;
  aio::Event never, event;
  auto a = stage.start("a", outlive_it(never, event));
  stage.pass(1s);
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a got 2"});
  CHECK_FALSE(a.cancelled());
}

TEST_CASE("a deadline that is over or has expired cannot be moved (timeout-10)") {
  Stage stage;
  aio::Event never;
  stage.start("a", misuse(stage.log, never));
  CHECK(stage.happened() == Log{"met it", "a done"});
}

TEST_CASE("of two deadlines that passed while the loop was busy, the outer one throws (timeout-03)") {
  Stage stage;
  aio::Event event;
  stage.start("a", aio::timeout(2s, told(stage.log, "inner", aio::timeout(1s, value_at(event, 1)))));
  stage.pass(3s);
  CHECK(stage.happened() == Log{"inner cancelled", "a failed: timed out"});
}
