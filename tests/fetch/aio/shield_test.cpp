#include "fetch/aio/shield.hpp"

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

template <class Awaited>
aio::Coroutine<int> shielded(Awaited awaited) {
  co_return co_await aio::shield(awaited);
}

aio::Coroutine<void> shielded_then_wait(Log& log, aio::Task<int> task, aio::Event& event) {
  const int value = co_await aio::shield(task);
  log.push_back("saw " + text(value));
  co_await event.wait();
}

}  // namespace

TEST_CASE("a shielded task gives its result or its error") {
  Stage stage;
  aio::Event event;
  stage.start("a", shielded(stage.loop.create_task(value_at(event, 7), "seven")));
  stage.start("b", shielded(stage.loop.create_task(fail_at(event))));
  aio::Future<int> future(stage.loop);
  stage.start("c", shielded(future));
  event.set();
  future.set_result(8);
  stage.settle();
  CHECK(stage.happened() == Log{"c got 8", "a got 7", "b failed: broken"});
}

TEST_CASE("cancelling the waiter ends the wait at once and leaves the task running (combine-09)") {
  Stage stage;
  aio::Event event;
  auto task = stage.loop.create_task(value_at(event, 7), "seven");
  auto a = stage.start("a", shielded(task));
  auto b = stage.start("b", shielded(task));
  CHECK(stage.loop.dump() == "seven: event.wait\na: task seven\nb: task seven\n");
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(task.cancelling() == 0);
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"b got 7"});
  CHECK(task.result() == 7);
}

TEST_CASE("the late error of a task whose caller was cancelled is reported (combine-09)") {
  Stage stage;
  aio::Event event;
  auto a = stage.start("a", shielded(stage.loop.create_task(fail_at(event), "late")));
  stage.cancel(a);
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled", "error in task late was never collected: broken"});
}

TEST_CASE("cancelling the shielded task itself comes out as Cancelled (combine-09)") {
  Stage stage;
  aio::Event event;
  auto task = stage.loop.create_task(value_at(event, 7));
  stage.start("a", shielded(task));
  stage.cancel(task);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE(
    "a task asked to cancel before it waits for a shielded one gets Cancelled; the shielded one goes on") {
  const auto cancel_then_wait = [](aio::Task<int> task) -> aio::Coroutine<int> {
    aio::current_task()->cancel();
    co_return co_await aio::shield(task);
  };
  Stage stage;
  aio::Event event;
  auto task = stage.loop.create_task(value_at(event, 7));
  stage.start("a", cancel_then_wait(task));
  CHECK(stage.happened() == Log{"a cancelled"});
  event.set();
  stage.settle();
  CHECK(task.result() == 7);
}

TEST_CASE(
    "a task cancelled after the shielded one woke it sees the value, and gets Cancelled at its next wait") {
  Stage stage;
  aio::Event event, never;
  auto task = stage.loop.create_task(value_at(event, 7));
  auto a = stage.start("a", shielded_then_wait(stage.log, task, never));
  event.set();
  stage.loop.call_soon([&a] { a.cancel(); });
  stage.settle();
  CHECK(stage.happened() == Log{"saw 7", "a cancelled"});
}

TEST_CASE("a frame that waits for a shielded task may be destroyed, before it was woken and after") {
  Stage stage;
  aio::Event event;
  auto task = stage.loop.create_task(value_at(event, 7));
  auto waits = stage.start("a", shielded(task));
  auto woken = stage.start("b", shielded(task));
  stage.destroy(waits);
  event.set();
  stage.loop.call_soon([&woken] { woken.state()->drop(); });
  stage.settle();
  CHECK(stage.happened().empty());
  CHECK(task.result() == 7);
}
