#include "fetch/aio/event_loop.hpp"

#include <memory>
#include <optional>
#include <thread>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<void> wait_for(aio::Event& event) {
  co_await event.wait();
}

aio::Coroutine<void> sleep_for(aio::Duration duration) {
  co_await aio::sleep(duration);
}

aio::Coroutine<int> leave_a_task_behind(Log& log, aio::Event& never) {
  aio::create_task(told(log, "left behind", wait_for(never)));
  co_await aio::sleep(0s);
  co_return 5;
}

aio::Coroutine<void> run_a_loop_inside() {
  aio::EventLoop inner;
  inner.run_until_idle();
  co_return;
}

std::function<void()> note(Log& log, const std::string& line) {
  return [&log, line] { log.push_back(line); };
}

}  // namespace

TEST_CASE("callbacks and tasks get their turn in the order in which they became ready") {
  Stage stage;
  aio::Event event;
  auto task = stage.start("task", wait_for(event));
  stage.loop.call_soon(note(stage.log, "first"));
  event.set();
  stage.loop.call_soon(note(stage.log, "second"));
  stage.settle();
  CHECK(stage.happened() == Log{"first", "task done", "second"});
}

TEST_CASE("a callback that schedules another one lets the others have their turns first (threads-04)") {
  Stage stage;
  stage.loop.call_soon([&stage] {
    stage.loop.call_soon(note(stage.log, "nested"));
    stage.log.push_back("first");
  });
  stage.loop.call_soon(note(stage.log, "second"));
  stage.settle();
  CHECK(stage.happened() == Log{"first", "second", "nested"});
}

TEST_CASE("timed callbacks run at their time, equal times in the order they were set (time-03)") {
  Stage stage;
  stage.loop.call_later(2s, note(stage.log, "2 s"));
  stage.loop.call_later(1s, note(stage.log, "1 s"));
  stage.loop.call_at(stage.loop.time() + 1s, note(stage.log, "1 s, too"));
  stage.loop.call_later(aio::Duration::max(), note(stage.log, "never")).cancel();
  stage.pass(999ms);
  CHECK(stage.happened().empty());
  stage.pass(1ms);
  CHECK(stage.happened() == Log{"1 s", "1 s, too"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"2 s"});
}

TEST_CASE("timers due together all get their turns before anything that becomes ready meanwhile (time-03)") {
  aio::ManualClock clock;
  aio::EventLoop loop(clock);
  constexpr int kFlood = 20'000;
  int came = 0, came_before_ready = -1, disorder = 0;
  for (int i = 0; i < kFlood; ++i) {
    loop.call_at(clock.now() + 1ms, [&, i] {
      if (i == 0) loop.call_soon([&] { came_before_ready = came; });
      disorder += came++ != i;
    });
  }
  clock.advance(1ms);
  loop.run_until_idle();
  CHECK(disorder == 0);
  CHECK(came_before_ready == kFlood);
}

TEST_CASE("a callback can be cancelled: while it waits, when it is ready, from inside, and too late") {
  Stage stage;
  auto timed = stage.loop.call_later(1s, note(stage.log, "timed"));
  auto ready = stage.loop.call_soon(note(stage.log, "ready"));
  timed.cancel();
  ready.cancel();
  aio::Handle* self = nullptr;
  auto itself = stage.loop.call_soon([&self, &stage] {
    self->cancel();
    stage.log.push_back("ran");
  });
  self = &itself;
  stage.settle();
  itself.cancel();
  stage.pass(1s);
  CHECK(stage.happened() == Log{"ran"});
}

TEST_CASE("what a callback holds is gone after the call, and when it is cancelled, even its own handle") {
  Stage stage;
  const auto held = std::make_shared<int>(1);
  for (const bool is_cancelled : {false, true}) {
    const auto own = std::make_shared<std::optional<aio::Handle>>();
    *own = stage.loop.call_soon([own, held] {});
    CHECK(held.use_count() == 2);
    if (is_cancelled) {
      (*own)->cancel();
    } else {
      stage.settle();
    }
    CHECK(held.use_count() == 1);
  }
}

TEST_CASE("times at the ends of the clock's range: the earliest come at once, the latest never") {
  Stage stage;
  stage.loop.call_later(aio::Duration::max(), note(stage.log, "never")).cancel();
  stage.loop.call_later(aio::Duration::min(), note(stage.log, "min"));
  stage.loop.call_at(aio::TimePoint::min(), note(stage.log, "at min"));
  stage.loop.call_later(-1ns, note(stage.log, "-1 ns"));
  stage.settle();
  CHECK(stage.happened() == Log{"at min", "min", "-1 ns"});
  CHECK(stage.loop.time_after(aio::Duration::max()) == aio::TimePoint::max());
  CHECK(stage.loop.time_after(1s) == stage.loop.time() + 1s);

  aio::EventLoop real;
  auto never = real.call_at(aio::TimePoint::max(), [] { FAIL("never"); });
  real.call_later(aio::Duration::min(),
                  [&real] { real.call_at(aio::TimePoint::min(), [&real] { real.stop(); }); });
  real.run_forever();
  never.cancel();
}

TEST_CASE("an error in a callback is reported and stops nobody else") {
  Stage stage;
  stage.loop.call_soon([] { throw std::runtime_error("broken"); });
  stage.loop.call_soon(note(stage.log, "next"));
  stage.settle();
  CHECK(stage.happened() == Log{"error in a callback: broken", "next"});
}

TEST_CASE("run_until_complete gives the result or the error; other tasks go on later") {
  Stage stage;
  aio::Event never;
  CHECK(stage.loop.run_until_complete(leave_a_task_behind(stage.log, never)) == 5);
  never.set();
  stage.settle();
  CHECK(stage.happened() == Log{"left behind done"});
}

TEST_CASE("run() cancels and awaits the tasks that are left when its work has ended") {
  Log log;
  aio::Event never;
  CHECK(aio::run(leave_a_task_behind(log, never)) == 5);
  CHECK(log == Log{"left behind cancelled"});
}

TEST_CASE("run_forever runs to the end of the turn that calls stop(); if stopped before, it runs one turn") {
  Stage stage;
  stage.loop.call_soon([&stage] { stage.loop.stop(); });
  stage.loop.call_soon(note(stage.log, "same turn"));
  stage.loop.run_forever();
  stage.loop.stop();
  stage.loop.call_soon(note(stage.log, "first turn"));
  stage.loop.run_forever();
  CHECK(stage.happened() == Log{"same turn", "first turn"});
}

TEST_CASE(
    "stop ends run_until_complete with an error, keeps the task, and does not stop the next run as well") {
  Stage stage;
  aio::Event event;
  auto task = stage.loop.create_task(told(stage.log, "task", wait_for(event)));
  stage.loop.call_soon([&stage] { stage.loop.stop(); });
  stage.loop.call_soon(note(stage.log, "same turn"));
  const char* const why = "the loop was stopped before the task had ended";
  CHECK_THROWS_WITH_AS(stage.loop.run_until_complete(task), why, aio::InvalidState);
  CHECK(stage.happened() == Log{"same turn"});
  stage.loop.stop();
  CHECK_THROWS_WITH_AS(stage.loop.run_until_complete(task), why, aio::InvalidState);
  event.set();
  stage.loop.run_until_complete(task);
  CHECK(stage.happened() == Log{"task done"});
}

TEST_CASE("a stop in the turn in which the task ends is no error, and is forgotten") {
  Stage stage;
  aio::Event event;
  event.set();
  stage.loop.call_soon([&stage] { stage.loop.stop(); });
  stage.loop.run_until_complete(wait_for(event));
  stage.loop.call_later(1s, [&stage] { stage.loop.stop(); });
  stage.clock.advance(1s);
  stage.loop.call_soon([&stage] { stage.loop.call_soon(note(stage.log, "second turn")); });
  stage.loop.run_forever();
  CHECK(stage.happened() == Log{"second turn"});
}

TEST_CASE("cancel_all cancels each task once, also one that swallowed a cancel before") {
  const auto swallow = [](Log& log, aio::Event& never, int most) -> aio::Coroutine<void> {
    for (int i = 0; i < most; ++i) {
      try {
        co_await never.wait();
      } catch (const aio::Cancelled&) {
        log.push_back("swallowed");
      }
    }
  };
  Stage stage;
  aio::Event never;
  auto once = stage.start("once", swallow(stage.log, never, 2));
  stage.cancel(once);
  auto again = stage.start("again", swallow(stage.log, never, 3));
  stage.cancel(again);
  CHECK(stage.happened() == Log{"swallowed", "swallowed"});
  CHECK_THROWS_AS(stage.loop.cancel_all(), aio::InvalidState);  // nobody wakes the one that swallowed it
  CHECK(stage.happened() == Log{"swallowed", "once done", "swallowed"});
  stage.loop.cancel_all();
  CHECK(stage.happened() == Log{"swallowed", "again done"});
}

TEST_CASE("cancel_all ends every task, including those that start others in their clean-up") {
  const auto start_another = [](Log& log, aio::Event& never) -> aio::Coroutine<void> {
    try {
      co_await never.wait();
    } catch (const aio::Cancelled&) {
      aio::create_task(told(log, "next", wait_for(never)));
      throw;
    }
  };
  Stage stage;
  aio::Event never;
  stage.start("a", start_another(stage.log, never));
  stage.start("b", sleep_for(1h));
  stage.loop.cancel_all();
  CHECK(stage.happened() == Log{"a cancelled", "b cancelled"});
  CHECK(stage.loop.is_empty());
}

TEST_CASE("there is a current loop only while one runs, and no second one inside it (runner-04)") {
  Stage stage;
  CHECK_THROWS_AS(aio::EventLoop::current(), aio::InvalidState);
  bool is_current = false;
  stage.loop.call_soon([&] { is_current = &aio::EventLoop::current() == &stage.loop; });
  stage.settle();
  CHECK(is_current);
  CHECK_THROWS_AS(stage.loop.running_task(), aio::InvalidState);
  CHECK_THROWS_AS(stage.loop.run_until_complete(run_a_loop_inside()), aio::InvalidState);
}

TEST_CASE("dump() tells what each task waits for, and for how long it has waited") {
  Stage stage;
  aio::Event event;
  auto waits = stage.start("waits", wait_for(event));
  auto sleeps = stage.loop.create_task(sleep_for(1s));
  std::string seen;
  const auto look = [](std::string& to) -> aio::Coroutine<void> {
    to = aio::EventLoop::current().dump();
    co_return;
  };
  stage.settle();
  stage.clock.advance(250ms);
  stage.loop.create_task(look(seen), "looks");
  stage.loop.create_task(sleep_for(0s), "fresh");
  stage.settle();
  CHECK(seen == "waits: event.wait for 0.250 s\ntask-1: sleep for 0.250 s\nlooks: runs\nfresh: ready\n");
  stage.cancel(waits);
  stage.cancel(sleeps);
}

TEST_CASE("a destroyed loop drops tasks, callbacks and timers, and frees what they hold") {
  const auto held = std::make_shared<int>(1);
  const auto hold = [](std::shared_ptr<int>, aio::Event& event) -> aio::Coroutine<void> {
    co_await event.wait();
  };
  aio::Event event;
  aio::ManualClock clock;
  {
    aio::EventLoop loop(clock);
    loop.create_task(hold(held, event));
    loop.run_until_idle();
    loop.create_task(hold(held, event));
    loop.call_soon([held] {});
    loop.call_later(1s, [held] {});
    loop.call_soon_threadsafe([held] {});
    CHECK(held.use_count() == 6);
  }
  CHECK(held.use_count() == 1);
}

TEST_CASE(
    "callbacks from other threads all run on the loop's thread, those of each thread in order (threads-02)") {
  constexpr int kThreads = 4, kCalls = 500;
  aio::EventLoop loop;
  std::vector<int> last(kThreads, -1);
  int calls = 0;
  bool in_order = true, at_home = true;
  std::vector<std::thread> threads;
  const auto home = std::this_thread::get_id();
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kCalls; ++i) {
        loop.call_soon_threadsafe([&, thread, i] {
          at_home = at_home && std::this_thread::get_id() == home;
          in_order = in_order && std::exchange(last[thread], i) == i - 1;
          if (++calls == kThreads * kCalls) loop.stop();
        });
      }
    });
  }
  loop.run_forever();
  for (std::thread& thread : threads) thread.join();
  CHECK(calls == kThreads * kCalls);
  CHECK(in_order);
  CHECK(at_home);
}

TEST_CASE(
    "a loop that never runs out of ready tasks still looks at its timers and at other threads (threads-04)") {
  const auto spin = [](bool& timer, bool& thread) -> aio::Coroutine<int> {
    int turns = 0;
    while (!timer || !thread) {
      co_await aio::sleep(0s);
      ++turns;
    }
    co_return turns;
  };
  aio::EventLoop loop;
  bool timer = false, thread = false;
  loop.call_later(1ms, [&timer] { timer = true; });
  std::thread other([&] { loop.call_soon_threadsafe([&thread] { thread = true; }); });
  CHECK(loop.run_until_complete(spin(timer, thread)) > 0);
  other.join();
}

TEST_CASE("a closed loop accepts nothing new and does not run") {
  Stage stage;
  CHECK_FALSE(stage.loop.is_closed());
  bool is_running = false;
  stage.loop.call_soon([&] {
    is_running = stage.loop.is_running();
    CHECK_THROWS_AS(stage.loop.close(), aio::InvalidState);
  });
  stage.settle();
  CHECK(is_running);
  CHECK_FALSE(stage.loop.is_running());
  auto task = stage.loop.create_task(sleep_for(1h));
  stage.loop.call_later(1h, [] {});
  stage.loop.close();
  CHECK(stage.loop.is_closed());
  CHECK(task.cancelled());
  CHECK(stage.loop.is_empty());
  CHECK_THROWS_AS(stage.loop.create_task(sleep_for(1h)), aio::InvalidState);
  CHECK_THROWS_AS(stage.loop.call_soon([] {}), aio::InvalidState);
  CHECK_THROWS_AS(stage.loop.call_later(1s, [] {}), aio::InvalidState);
  CHECK_THROWS_WITH_AS(stage.loop.call_soon_threadsafe([] {}), "the loop is closed", aio::InvalidState);
  CHECK_THROWS_AS(stage.loop.run_forever(), aio::InvalidState);
  stage.loop.close();
}
