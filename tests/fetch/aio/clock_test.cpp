#include "fetch/aio/clock.hpp"

#include <thread>

#include "tests/support/aio_fixture.hpp"

namespace {

using namespace aio_fixture;

aio::Coroutine<void> a_year_of_days(int& days) {
  for (; days < 365; ++days) co_await aio::sleep(24h);
}

aio::Coroutine<void> forever() {
  aio::Event never;
  co_await never.wait();
}

int answer_slowly(std::thread::id& where) {
  where = std::this_thread::get_id();
  return 42;
}

aio::Coroutine<int> ask_a_thread(aio::ThreadPool& pool, std::thread::id& where) {
  std::thread::id* const place = &where;
  const int answer = co_await aio::to_thread(
      pool, [](std::thread::id* id) { return answer_slowly(*id); }, place);
  co_return answer;
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

TEST_CASE("a clock that skips does not while a thread works for the loop") {
  aio::ManualClock clock(true);
  const aio::TimePoint start = clock.now();
  aio::EventLoop loop(clock);
  bool rang = false;
  loop.call_later(1h, [&rang] { rang = true; });
  aio::ThreadPool pool(1);
  std::thread::id where;
  CHECK(loop.run_until_complete(ask_a_thread(pool, where)) == 42);
  CHECK(where != std::this_thread::get_id());
  CHECK(clock.now() == start);
  CHECK_FALSE(rang);
}

TEST_CASE("the steady clock moves by itself and cannot be skipped") {
  aio::SteadyClock& clock = aio::SteadyClock::instance();
  CHECK_FALSE(clock.is_manual());
  CHECK_FALSE(clock.skip_to(clock.now() + 1h));
  const aio::TimePoint start = clock.now();
  CHECK(clock.now() >= start);
}
