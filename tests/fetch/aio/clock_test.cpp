#include "fetch/aio/clock.hpp"

#include <latch>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<void> a_year_of_days(int& days) {
  for (; days < 365; ++days) co_await aio::sleep(24h);
}

aio::Coroutine<void> forever() {
  aio::Event never;
  co_await never.wait();
}

int wait_for_start(std::latch* start) {
  start->wait();
  return 42;
}

}  // namespace

TEST_CASE("a manual clock stands still until it is moved") {
  aio::ManualClock clock;
  const aio::TimePoint start = clock.now();
  CHECK(clock.now() == start);
  CHECK_FALSE(clock.skip_to(start + 1h));
  clock.advance(1s);
  CHECK(clock.now() == start + 1s);
}

TEST_CASE("a clock that skips runs a year in a moment, and never backwards") {
  aio::ManualClock clock(true);
  const aio::TimePoint start = clock.now();
  aio::EventLoop loop(clock);
  int days = 0;
  loop.run_until_complete(a_year_of_days(days));
  CHECK(days == 365);
  CHECK(clock.now() == start + 365 * 24h);
  CHECK(clock.skip_to(start));
  CHECK(clock.now() == start + 365 * 24h);
}

TEST_CASE("on a manual clock a wait that can never end is an error instead of a hang") {
  aio::ManualClock stands, skips(true);
  for (aio::ManualClock* const clock : {&stands, &skips}) {
    aio::EventLoop loop(*clock);
    CHECK_THROWS_AS(loop.run_until_complete(forever()), aio::InvalidState);
  }
  aio::EventLoop loop(stands);
  int days = 0;
  CHECK_THROWS_AS(loop.run_until_complete(a_year_of_days(days)), aio::InvalidState);
}

TEST_CASE("a clock that skips does not skip while a thread works for the loop") {
  for (int i = 0; i < 20; ++i) {
    aio::ManualClock clock(true);
    const aio::TimePoint begin = clock.now();
    aio::EventLoop loop(clock);
    aio::ThreadPool pool(1);
    std::latch start(1);
    auto task = loop.create_task(aio::to_thread(pool, wait_for_start, &start));
    loop.call_later(1h, [] {});
    loop.run_until_idle();
    loop.call_soon([&start] { start.count_down(); });
    task.add_done_callback([&loop] { loop.stop(); });
    loop.run_forever();
    CHECK(task.result() == 42);
    CHECK(clock.now() == begin);
  }
}

TEST_CASE("the steady clock moves by itself and cannot be skipped (time-05)") {
  // Deadlines are times of a clock that nobody sets, so a jump of the wall clock does not move them.
  static_assert(aio::TimePoint::clock::is_steady);
  static_assert(std::is_same_v<aio::TimePoint::clock, std::chrono::steady_clock>);
  aio::SteadyClock& clock = aio::SteadyClock::instance();
  CHECK_FALSE(clock.is_manual());
  CHECK_FALSE(clock.skip_to(clock.now() + 1h));
  const aio::TimePoint start = clock.now();
  CHECK(clock.now() >= start);
}
