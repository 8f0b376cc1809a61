#include "fetch/aio/timeout.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value_at(aio::Event& event, int value) {
  co_await event.wait();
  co_return value;
}

aio::Coroutine<int> fail_at(aio::Event& event) {
  co_await event.wait();
  throw std::runtime_error("broken");
}

/// Waits for `event`. When cancelled, waits for `clean` first.
aio::Coroutine<void> clean_up(aio::Event& event, aio::Event& clean) {
  bool is_cancelled = false;
  try {
    co_await event.wait();
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  if (!is_cancelled) co_return;
  co_await clean.wait();
  throw aio::Cancelled();
}

aio::Coroutine<int> timeout_named(Log& log, std::string name, aio::Duration limit, aio::Coroutine<int> work) {
  try {
    co_return co_await aio::timeout(limit, std::move(work));
  } catch (const aio::TimeoutError&) {
    log.push_back(name + " timed out");
  }
  co_return 0;
}

aio::Coroutine<void> then_wait(Log& log, aio::Coroutine<int> work, aio::Event& event) {
  const int value = co_await std::move(work);
  log.push_back("saw " + text(value));
  co_await event.wait();
}

/// When cancelled, cleans up with a time limit of its own.
aio::Coroutine<void> clean_up_within(Log& log, aio::Event& never, aio::Event& clean, aio::Event& more) {
  bool is_cancelled = false;
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  CHECK(is_cancelled);
  const int value = co_await aio::timeout(1s, value_at(clean, 1));
  log.push_back("cleaned " + text(value));
  co_await more.wait();
  log.push_back("cleaned more");
}

}  // namespace

TEST_CASE("work that ends in time gives its result or its error, and leaves no timer (timeout-04)") {
  Stage stage;
  aio::Event event;
  stage.start("a", aio::timeout(2s, value_at(event, 7)));
  stage.start("b", aio::wait_for(fail_at(event), 2s));
  stage.pass(1s);
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a got 7", "b failed: broken"});
  CHECK(stage.loop.is_empty());
}

TEST_CASE("work that takes too long is cancelled, and TimeoutError comes out (timeout-01)") {
  Stage stage;
  aio::Event event;
  stage.start("late", aio::timeout(2s, value_at(event, 7)));
  stage.start("early", aio::timeout(1s, value_at(event, 7)));
  stage.start("none", aio::timeout(0s, value_at(event, 7)));
  CHECK(stage.happened() == Log{"none failed: timed out"});
  stage.pass(3s);
  CHECK(stage.happened() == Log{"early failed: timed out", "late failed: timed out"});
}

TEST_CASE("TimeoutError comes out only when the work has cleaned up") {
  Stage stage;
  aio::Event event, clean;
  stage.start("a", aio::timeout(1s, clean_up(event, clean)));
  stage.pass(1s);
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a failed: timed out"});
}

TEST_CASE("a result that was there when the time ran out wins, and no cancel is left over") {
  Stage stage;
  aio::Event event, never;
  auto a = stage.start("a", then_wait(stage.log, aio::timeout(1s, value_at(event, 7)), never));
  event.set();
  stage.pass(1s);
  CHECK(stage.happened() == Log{"saw 7"});
  CHECK(a.state()->cancelling() == 0);
  never.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("a cancel from outside passes through as Cancelled") {
  Stage stage;
  aio::Event event;
  auto a = stage.start("a", aio::timeout(1s, value_at(event, 7)));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(a.cancelled());
}

TEST_CASE("a cancel from outside wins over the deadline, whichever comes first (task-11, timeout-07)") {
  Stage stage;
  aio::Event event, clean;
  auto deadline_first = stage.start("a", aio::timeout(1s, clean_up(event, clean)));
  stage.pass(1s);
  stage.cancel(deadline_first);
  CHECK(stage.happened() == Log{"a cancelled"});

  auto outside_first = stage.start("b", aio::timeout(1s, clean_up(event, clean)));
  stage.cancel(outside_first);
  stage.pass(1s);
  CHECK(stage.happened() == Log{"b cancelled"});

  auto same_turn = stage.start("c", aio::timeout(1s, value_at(event, 7)));
  stage.clock.advance(1s);
  same_turn.cancel();
  stage.settle();
  CHECK(stage.happened() == Log{"c cancelled"});
}

TEST_CASE(
    "a cancel from outside that comes after the result, together with the deadline, ends the next wait") {
  Stage stage;
  aio::Event event, never;
  auto a = stage.start("a", then_wait(stage.log, aio::timeout(1s, value_at(event, 7)), never));
  event.set();
  a.cancel();
  stage.pass(1s);
  CHECK(stage.happened() == Log{"saw 7", "a cancelled"});
}

TEST_CASE(
    "of two nested deadlines the first to pass throws; the outer one when both pass at once (timeout-02)") {
  const auto nested = [](Log& log, aio::Event& event, aio::Duration outer, aio::Duration inner) {
    return timeout_named(log, "outer", outer, timeout_named(log, "inner", inner, value_at(event, 1)));
  };
  Stage stage;
  aio::Event event;
  stage.start("a", nested(stage.log, event, 2s, 1s));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"inner timed out", "a got 0"});
  stage.start("b", nested(stage.log, event, 1s, 2s));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"outer timed out", "b got 0"});
  stage.start("c", nested(stage.log, event, 1s, 1s));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"outer timed out", "c got 0"});
}

TEST_CASE(
    "a deadline inside the clean-up of a cancelled task works, and no cancel is left over (timeout-09)") {
  Stage stage;
  aio::Event never, clean, more;
  auto a = stage.start("a", clean_up_within(stage.log, never, clean, more));
  stage.cancel(a);
  clean.set();
  stage.pass(1s);
  CHECK(stage.happened() == Log{"cleaned 1"});
  more.set();
  stage.settle();
  CHECK(stage.happened() == Log{"cleaned more", "a done"});

  aio::Event again;
  auto b = stage.start("b", clean_up_within(stage.log, never, again, more));
  stage.cancel(b);
  stage.pass(1s);
  CHECK(stage.happened() == Log{"b failed: timed out"});
}

TEST_CASE("a deadline around a join waits for the children's clean-up, and their error comes out") {
  const auto two_children = [](aio::Event& never, aio::Event& clean) -> aio::Coroutine<void> {
    aio::TaskGroup group;
    group.create_task(clean_up(never, clean));
    co_await group.join();
  };
  Stage stage;
  aio::Event never, clean;
  stage.start("a", aio::timeout(1s, two_children(never, clean)));
  stage.pass(1s);
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a failed: timed out"});
}

TEST_CASE("a frame inside a timeout may be destroyed, before the deadline and after") {
  Stage stage;
  aio::Event event;
  auto waits = stage.start("a", aio::timeout(1s, value_at(event, 7)));
  auto expired = stage.start("b", aio::timeout(2s, value_at(event, 7)));
  stage.destroy(waits);
  stage.loop.call_later(1s, [&expired] { expired.state()->drop(); });
  stage.pass(2s);
  CHECK(stage.happened().empty());
  CHECK(expired.cancelled());
}
