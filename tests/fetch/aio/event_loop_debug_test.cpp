#include "tests/support/aio_fixture.hpp"

using namespace trawl;

// What a loop reports in debug mode.

namespace {

using namespace trawl::aio_fixture;

/// Holds the loop for `duration` in its second step.
aio::Coroutine<void> hold(aio::ManualClock& clock, aio::Duration duration) {
  co_await aio::sleep(0s);
  clock.advance(duration);
  co_await aio::sleep(0s);
}

aio::Coroutine<void> sleep_for(aio::Duration duration) {
  co_await aio::sleep(duration);
}

}  // namespace

TEST_CASE("debug mode reports, by name, who held the loop for longer than 100 ms (runner-05)") {
  Stage stage;
  stage.loop.set_debug(true);
  auto quick = stage.loop.create_task(hold(stage.clock, 100ms), "quick");
  auto slow = stage.loop.create_task(hold(stage.clock, 101ms), "slow");
  stage.settle();
  CHECK(stage.happened() == Log{"task slow: held the loop for 0.101 s"});
  stage.loop.call_soon([&stage] { stage.clock.advance(2s); });
  stage.settle();
  CHECK(stage.happened() == Log{"a callback: held the loop for 2.000 s"});
}

TEST_CASE("the limit of debug mode can be set; without debug mode nothing is reported (runner-05)") {
  Stage stage;
  auto unseen = stage.loop.create_task(hold(stage.clock, 1h));
  stage.settle();
  stage.loop.set_debug(true);
  CHECK(stage.loop.is_debug());
  stage.loop.set_slow_callback_duration(10ms);
  auto slow = stage.loop.create_task(hold(stage.clock, 11ms), "slow");
  stage.settle();
  CHECK(stage.happened() == Log{"task slow: held the loop for 0.011 s"});
}

TEST_CASE("a loop knows its longest hold since it was asked, which waiting is no part of") {
  Stage stage;
  CHECK(stage.loop.take_longest_hold() == 0s);
  auto one = stage.loop.create_task(hold(stage.clock, 30ms));
  stage.settle();
  stage.clock.advance(1h);
  auto other = stage.loop.create_task(hold(stage.clock, 70ms));
  stage.settle();
  auto third = stage.loop.create_task(hold(stage.clock, 20ms));
  stage.settle();
  CHECK(stage.loop.take_longest_hold() == 70ms);
  CHECK(stage.loop.take_longest_hold() == 0s);
}

TEST_CASE("debug mode reports tasks that are destroyed before they have ended (task-14)") {
  Stage stage;
  stage.loop.set_debug(true);
  stage.loop.create_task(sleep_for(1h), "sleeper");
  stage.settle();
  stage.loop.create_task(sleep_for(1h), "fresh");
  stage.loop.close();
  CHECK(stage.happened() ==
        Log{"task sleeper: dropped while it waited on sleep", "task fresh: dropped while ready"});
}
