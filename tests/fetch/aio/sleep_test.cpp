#include "fetch/aio/sleep.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<void> nap(aio::Duration duration) {
  co_await aio::sleep(duration);
}

aio::Coroutine<void> nap_twice(Log& log, aio::Duration duration) {
  co_await aio::sleep(duration);
  log.push_back("slept once");
  co_await aio::sleep(duration);
}

aio::Coroutine<void> count_turns(Log& log, std::string name, int turns) {
  for (int i = 0; i < turns; ++i) {
    log.push_back(name + text(i));
    co_await aio::sleep(0s);
  }
}

}  // namespace

TEST_CASE("a sleeper wakes when its time has come, not before (time-01)") {
  Stage stage;
  stage.start("a", nap(2s));
  stage.pass(1999ms);
  CHECK(stage.happened().empty());
  stage.pass(1ms);
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("sleepers wake in the order of their times, equal times in the order they began") {
  Stage stage;
  stage.start("late", nap(3s));
  stage.start("a", nap(1s));
  stage.start("b", nap(1s));
  stage.start("c", nap(1s));
  stage.pass(5s);
  CHECK(stage.happened() == Log{"a done", "b done", "c done", "late done"});
}

TEST_CASE("a sleep of zero or less gives the others one turn (time-01)") {
  Stage stage;
  auto a = stage.loop.create_task(count_turns(stage.log, "a", 3));
  auto b = stage.loop.create_task(count_turns(stage.log, "b", 3));
  stage.start("past", nap(-1h));
  CHECK(stage.happened() == Log{"a0", "b0", "a1", "b1", "past done", "a2", "b2"});
}

TEST_CASE("a sleep longer than the clock's range never ends by itself") {
  Stage stage;
  auto a = stage.start("a", nap(aio::Duration::max()));
  stage.pass(24h * 365 * 100);
  CHECK(stage.happened().empty());
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("a cancelled sleeper wakes at once with Cancelled, and leaves no timer (time-02)") {
  Stage stage;
  auto a = stage.start("a", nap(1h));
  CHECK(stage.loop.dump() == "a: sleep\n");
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(stage.loop.is_empty());
}

TEST_CASE("a sleeper that is cancelled after its time has come, but before the loop looks, gets Cancelled") {
  Stage stage;
  auto a = stage.start("a", nap(1s));
  stage.clock.advance(1s);
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("a sleeper that is cancelled after it was woken gets Cancelled at its next wait") {
  Stage stage;
  auto a = stage.loop.create_task(told(stage.log, "a", nap_twice(stage.log, 0s)));
  stage.loop.call_soon([&a] { a.cancel(); });
  stage.settle();
  CHECK(stage.happened() == Log{"slept once", "a cancelled"});
}

TEST_CASE("a sleeping frame may be destroyed, before its time and after") {
  Stage stage;
  auto sleeps = stage.start("a", nap(1s));
  auto woken = stage.start("b", nap(2s));
  stage.destroy(sleeps);
  stage.loop.call_at(stage.loop.time() + 1s, [&woken] { woken.state()->drop(); });
  stage.pass(2s);
  CHECK(stage.happened().empty());
  CHECK(woken.cancelled());
}
