#include "fetch/aio/event.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<void> wait_for(aio::Event& event) {
  co_await event.wait();
}

aio::Coroutine<void> wait_for_both(Log& log, aio::Event& first, aio::Event& second) {
  co_await first.wait();
  log.push_back("first passed");
  co_await second.wait();
}

}  // namespace

TEST_CASE("a set event lets everyone through at once; a cleared event lets nobody through") {
  Stage stage;
  aio::Event event;
  event.set();
  stage.start("a", wait_for(event));
  CHECK(stage.happened() == Log{"a done"});
  event.clear();
  stage.start("b", wait_for(event));
  CHECK(stage.happened().empty());
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"b done"});
}

TEST_CASE("set() wakes all waiters in the order they came, and resumes none itself") {
  Stage stage;
  aio::Event event;
  for (const char* name : {"a", "b", "c"}) stage.start(name, wait_for(event));
  event.set();
  CHECK(stage.happened().empty());
  stage.settle();
  CHECK(stage.happened() == Log{"a done", "b done", "c done"});
}

TEST_CASE("woken tasks go on even if the event is cleared before they run (lock-06)") {
  Stage stage;
  aio::Event event;
  stage.start("a", wait_for(event));
  event.set();
  event.clear();
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("a cancelled wait for an event ends with Cancelled and leaves the others waiting") {
  Stage stage;
  aio::Event event;
  auto a = stage.start("a", wait_for(event));
  auto b = stage.start("b", wait_for(event));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(a.cancelled());
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"b done"});
}

TEST_CASE("a task that is cancelled after the event woke it goes on, and gets Cancelled at its next wait") {
  Stage stage;
  aio::Event first, second;
  auto a = stage.start("a", wait_for_both(stage.log, first, second));
  first.set();
  stage.cancel(a);
  CHECK(stage.happened() == Log{"first passed", "a cancelled"});
}

TEST_CASE("a frame that waits for an event may be destroyed, before it was woken and after") {
  Stage stage;
  aio::Event event;
  auto waits = stage.start("a", wait_for(event));
  auto woken = stage.start("b", wait_for(event));
  stage.start("c", wait_for(event));
  stage.destroy(waits);
  event.set();
  woken.state()->drop();
  stage.settle();
  CHECK(stage.happened() == Log{"c done"});
  CHECK(woken.cancelled());
}
