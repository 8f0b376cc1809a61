#include "fetch/aio/task.hpp"

#include <memory>
#include <optional>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> pass(aio::Event& event, int value) {
  co_await event.wait();
  co_return value;
}

aio::Coroutine<int> value_of(aio::Task<int> task) {
  const int value = co_await task;
  co_return value;
}

aio::Coroutine<void> value_then_wait(Log& log, aio::Task<int> task, aio::Event& event) {
  const int value = co_await task;
  log.push_back("saw " + text(value));
  co_await event.wait();
}

aio::Coroutine<int> fail(aio::Event& event) {
  co_await event.wait();
  throw std::runtime_error("broken");
}

/// Waits for `first`. When cancelled, waits for `clean` and rethrows.
aio::Coroutine<void> clean_up(Log& log, aio::Event& first, aio::Event& clean) {
  bool is_cancelled = false;
  try {
    co_await first.wait();
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  if (!is_cancelled) co_return;
  log.push_back("cleans up");
  co_await clean.wait();
  log.push_back("clean");
  throw aio::Cancelled();
}

/// Ends with a value even if it was cancelled.
aio::Coroutine<int> insist(aio::Event& event, int value) {
  try {
    co_await event.wait();
  } catch (const aio::Cancelled&) {
  }
  co_return value;
}

aio::Coroutine<int> fail_in_clean_up(aio::Event& event) {
  try {
    co_await event.wait();
  } catch (const aio::Cancelled&) {
    throw std::runtime_error("broken");
  }
  co_return 0;
}

aio::Coroutine<void> keep_going(Log& log, aio::Task<int> task, aio::Event& event) {
  try {
    co_await task;
  } catch (const std::runtime_error& error) {
    log.push_back(error.what());
  }
  co_await event.wait();
}

aio::Coroutine<void> cancel_oneself(Log& log, aio::Event& event) {
  aio::EventLoop::current().running_task().cancel();
  log.push_back("still runs");
  co_await event.wait();
}

aio::Coroutine<void> note(Log& log, std::shared_ptr<Witness>) {
  log.push_back("began");
  co_return;
}

}  // namespace

TEST_CASE("a task starts at the loop's next turn and runs on when every handle is dropped") {
  Stage stage;
  { const auto task = stage.loop.create_task(note(stage.log, nullptr)); }
  CHECK(stage.happened().empty());
  stage.settle();
  CHECK(stage.happened() == Log{"began"});
}

TEST_CASE("a task's end wakes all who await it, in order, and those who come later do not wait") {
  Stage stage;
  aio::Event event;
  auto task = stage.loop.create_task(pass(event, 5), "five");
  stage.start("a", value_of(task));
  stage.start("b", value_of(task));
  CHECK(stage.loop.dump() == "five: event.wait\na: task five\nb: task five\n");
  event.set();
  stage.settle();
  stage.start("c", value_of(task));
  CHECK(stage.happened() == Log{"a got 5", "b got 5", "c got 5"});
  CHECK(task.result() == 5);
}

TEST_CASE(
    "a task's error comes out of its await; one that nobody collected is reported with its name (task-15)") {
  Stage stage;
  aio::Event event;
  {
    auto seen = stage.loop.create_task(fail(event), "seen");
    auto lost = stage.loop.create_task(fail(event), "lost");
    stage.start("a", value_of(seen));
    event.set();
    stage.settle();
  }
  CHECK(stage.happened() == Log{"a failed: broken", "error in task lost was never collected: broken"});
}

TEST_CASE("a task that is cancelled before it begins never begins (task-03)") {
  Stage stage;
  auto task = stage.loop.create_task(note(stage.log, std::make_shared<Witness>(stage.log, "arguments die")));
  CHECK(task.cancel());
  stage.settle();
  CHECK(task.cancelled());
  CHECK_FALSE(task.cancel());
  CHECK(stage.happened() == Log{"arguments die"});
}

TEST_CASE("cancelling a chain of awaits ends the innermost wait and passes outwards (task-02, task-09)") {
  Stage stage;
  aio::Event event;
  auto inner = stage.loop.create_task(pass(event, 1), "inner");
  auto middle = stage.loop.create_task(value_of(inner), "middle");
  auto outer = stage.start("outer", value_of(middle));
  stage.cancel(outer);
  CHECK(stage.happened() == Log{"outer cancelled"});
  CHECK(inner.cancelled());
  CHECK(middle.cancelled());
  CHECK(outer.cancelled());
}

TEST_CASE("a cancelled await of a task goes on only when that task has cleaned up") {
  Stage stage;
  aio::Event first, clean;
  auto inner = stage.loop.create_task(clean_up(stage.log, first, clean));
  const auto await_it = [](aio::Task<void> task) -> aio::Coroutine<void> { co_await task; };
  auto outer = stage.start("outer", await_it(inner));
  stage.cancel(outer);
  CHECK(stage.happened() == Log{"cleans up"});
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"clean", "outer cancelled"});
}

TEST_CASE(
    "a task cancelled after the awaited one woke it sees the value, and gets Cancelled at its next wait "
    "(task-13)") {
  Stage stage;
  aio::Event event, never;
  auto inner = stage.loop.create_task(pass(event, 1));
  auto outer = stage.loop.create_task(told(stage.log, "outer", value_then_wait(stage.log, inner, never)));
  stage.settle();
  event.set();
  stage.loop.call_soon([&outer] { outer.cancel(); });
  stage.settle();
  CHECK(stage.happened() == Log{"saw 1", "outer cancelled"});
}

TEST_CASE("a cancel is not lost when the awaited task ends with a value all the same") {
  Stage stage;
  aio::Event event, never;
  auto ready = stage.loop.create_task(pass(event, 1));
  auto a = stage.start("a", value_then_wait(stage.log, ready, never));
  event.set();
  stage.cancel(a);
  CHECK(stage.happened() == Log{"saw 1", "a cancelled"});

  aio::Event other;
  auto insists = stage.loop.create_task(insist(other, 2));
  auto b = stage.start("b", value_then_wait(stage.log, insists, never));
  stage.cancel(b);
  CHECK(stage.happened() == Log{"saw 2", "b cancelled"});
}

TEST_CASE("a cancel is not lost when the awaited task ends with an error all the same") {
  Stage stage;
  aio::Event event, never;
  auto fails = stage.loop.create_task(fail_in_clean_up(event));
  auto a = stage.start("a", keep_going(stage.log, fails, never));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"broken", "a cancelled"});
}

TEST_CASE("several cancels count as one until the task gets Cancelled; a later one interrupts its clean-up") {
  Stage stage;
  aio::Event first, clean, never;
  auto a = stage.start("a", clean_up(stage.log, first, clean));
  a.cancel();
  stage.cancel(a);
  CHECK(stage.happened() == Log{"cleans up"});
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"clean", "a cancelled"});

  auto b = stage.start("b", clean_up(stage.log, never, never));
  stage.cancel(b);
  stage.cancel(b);
  CHECK(stage.happened() == Log{"cleans up", "b cancelled"});
}

TEST_CASE("several cancels of a task that awaits a future count as one too") {
  Stage stage;
  aio::Event clean;
  const auto await_it = [](Log& log, aio::Future<> future, aio::Event& cleaned) -> aio::Coroutine<void> {
    bool is_cancelled = false;
    try {
      co_await future;
    } catch (const aio::Cancelled&) {
      is_cancelled = true;
    }
    CHECK(is_cancelled);
    co_await cleaned.wait();
    log.push_back("clean");
  };
  auto a = stage.start("a", await_it(stage.log, stage.loop.create_future(), clean));
  a.cancel();
  stage.cancel(a);
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"clean", "a done"});
}

TEST_CASE("a task that cancels itself gets Cancelled at its next wait (task-08)") {
  Stage stage;
  aio::Event event;
  auto a = stage.start("a", cancel_oneself(stage.log, event));
  CHECK(stage.happened() == Log{"still runs", "a cancelled"});
  CHECK(a.cancelled());
}

TEST_CASE("tasks that await each other in a circle can be cancelled") {
  const auto await_it = [](std::optional<aio::Task<void>>& task) -> aio::Coroutine<void> { co_await *task; };
  Stage stage;
  std::optional<aio::Task<void>> a, b;
  a = stage.loop.create_task(told(stage.log, "a", await_it(b)));
  b = stage.loop.create_task(told(stage.log, "b", await_it(a)));
  stage.settle();
  CHECK(stage.happened().empty());
  stage.cancel(*a);
  CHECK(stage.happened() == Log{"a cancelled", "b cancelled"});
}

TEST_CASE(
    "a task may be destroyed before it began, while it awaits a task, and after that woke it (task-14)") {
  Stage stage;
  aio::Event event;
  auto unborn =
      stage.loop.create_task(note(stage.log, std::make_shared<Witness>(stage.log, "arguments die")));
  unborn.state()->drop();
  CHECK(stage.happened() == Log{"arguments die"});
  CHECK(unborn.cancelled());

  auto inner = stage.loop.create_task(pass(event, 1));
  auto waits = stage.start("a", value_of(inner));
  auto woken = stage.start("b", value_of(inner));
  stage.start("c", value_of(inner));
  stage.destroy(waits);
  event.set();
  stage.loop.call_soon([&woken] { woken.state()->drop(); });
  stage.settle();
  CHECK(stage.happened() == Log{"c got 1"});
}

TEST_CASE("a task that awaits a destroyed task gets Cancelled") {
  Stage stage;
  aio::Event event;
  auto inner = stage.loop.create_task(pass(event, 1));
  stage.start("a", value_of(inner));
  stage.destroy(inner);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("a destroyed loop drops its tasks; their handles live on and say that they were cancelled") {
  Log log;
  aio::Event event;
  std::optional<aio::Task<int>> survivor;
  {
    aio::EventLoop loop;
    survivor = loop.create_task(pass(event, 1));
    auto outer = loop.create_task(told(log, "outer", value_of(*survivor)));
    loop.run_until_idle();
  }
  CHECK(survivor->cancelled());
  CHECK_FALSE(survivor->cancel());
  event.set();
  CHECK(log.empty());
}
