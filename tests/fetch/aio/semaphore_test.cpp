#include "fetch/aio/semaphore.hpp"

#include <random>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// Holds one permit until `over` is set.
aio::Coroutine<void> hold(Log& log, std::string name, aio::Semaphore& semaphore, aio::Event& over) {
  const auto permit = co_await semaphore.acquire();
  log.push_back(name + " holds");
  co_await over.wait();
}

aio::Coroutine<void> pass(aio::Semaphore& semaphore) {
  const auto permit = co_await semaphore.acquire();
}

}  // namespace

TEST_CASE("as many tasks hold a permit as there are permits; the rest get theirs in the order they came") {
  Stage stage;
  aio::Semaphore semaphore(2);
  aio::Event over;
  for (const char* name : {"a", "b", "c", "d"}) stage.start(name, hold(stage.log, name, semaphore, over));
  CHECK(stage.happened() == Log{"a holds", "b holds"});
  CHECK(semaphore.available() == 0);
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a done", "b done", "c holds", "c done", "d holds", "d done"});
  CHECK(semaphore.available() == 2);
}

TEST_CASE("a released permit goes to the task that has waited longest, before anyone who asks later") {
  Stage stage;
  aio::Semaphore semaphore(1);
  aio::Event over;
  auto a = stage.start("a", hold(stage.log, "a", semaphore, over));
  stage.start("b", pass(semaphore));
  a.state()->drop();
  CHECK(semaphore.available() == 0);
  stage.start("c", pass(semaphore));
  CHECK(stage.happened() == Log{"a holds", "b done", "c done"});
}

TEST_CASE("a cancelled wait for a permit takes none") {
  Stage stage;
  aio::Semaphore semaphore(1);
  aio::Event over;
  stage.start("a", hold(stage.log, "a", semaphore, over));
  auto b = stage.start("b", pass(semaphore));
  stage.start("c", pass(semaphore));
  stage.cancel(b);
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a holds", "b cancelled", "a done", "c done"});
  CHECK(semaphore.available() == 1);
}

TEST_CASE("a task that is cancelled after it was handed a permit releases it when it ends") {
  Stage stage;
  aio::Semaphore semaphore(1);
  aio::Event over, never;
  auto a = stage.start("a", hold(stage.log, "a", semaphore, over));
  auto b = stage.start("b", hold(stage.log, "b", semaphore, never));
  a.state()->drop();
  stage.cancel(b);
  CHECK(stage.happened() == Log{"a holds", "b holds", "b cancelled"});
  CHECK(semaphore.available() == 1);
}

TEST_CASE(
    "a frame destroyed while it waits for a permit takes none; one that was handed a permit passes it on") {
  Stage stage;
  aio::Semaphore semaphore(1);
  aio::Event over;
  auto a = stage.start("a", hold(stage.log, "a", semaphore, over));
  auto waits = stage.start("b", pass(semaphore));
  auto woken = stage.start("c", pass(semaphore));
  stage.start("d", pass(semaphore));
  stage.destroy(waits);
  a.state()->drop();
  woken.state()->drop();
  stage.settle();
  CHECK(stage.happened() == Log{"a holds", "d done"});
  CHECK(semaphore.available() == 1);
}

TEST_CASE("a permit may be added by hand, but not beyond what a bounded semaphore began with (lock-04)") {
  Stage stage;
  aio::Semaphore semaphore(0);
  stage.start("a", pass(semaphore));
  semaphore.release();
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
  CHECK(semaphore.available() == 1);
  aio::BoundedSemaphore bounded(1);
  CHECK_THROWS_AS(bounded.release(), aio::InvalidState);
  stage.start("b", pass(bounded));
  CHECK(stage.happened() == Log{"b done"});
  CHECK_THROWS_AS(bounded.release(), aio::InvalidState);
  CHECK(bounded.available() == 1);
}

TEST_CASE(
    "never do more than N tasks hold a permit, and never does one wait while a permit is free (lock-05)") {
  const auto hold_for = [](aio::Semaphore& semaphore, int& holders, int turns) -> aio::Coroutine<void> {
    const auto permit = co_await semaphore.acquire();
    ++holders;
    try {
      for (int i = 0; i < turns; ++i) co_await aio::sleep(0s);
    } catch (const aio::Cancelled&) {
      --holders;
      throw;
    }
    --holders;
  };
  Stage stage;
  aio::Semaphore semaphore(3);
  std::mt19937 random(4711);
  int holders = 0;
  std::vector<aio::Task<void>> tasks;
  for (int step = 0; step < 500; ++step) {
    for (int i = 0; i < 4; ++i) {
      const int turns = static_cast<int>(random() % 4);
      tasks.push_back(stage.loop.create_task(hold_for(semaphore, holders, turns)));
    }
    stage.loop.call_soon([&tasks, &random] { tasks[random() % tasks.size()].cancel(); });
    stage.loop.call_soon([&] {
      CHECK(holders <= 3);
      bool is_waited_for = false;
      for (const auto& task : stage.loop.all_tasks())
        is_waited_for |= task->waits_on() == "semaphore.acquire";
      CHECK((semaphore.available() == 0 || !is_waited_for));
    });
    if (random() % 8 == 0) stage.settle();
  }
  stage.settle();
  CHECK(semaphore.available() == 3);
  CHECK(holders == 0);
}
