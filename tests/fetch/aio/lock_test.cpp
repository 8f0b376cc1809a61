#include "fetch/aio/lock.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// Holds the lock until `over` is set.
aio::Coroutine<void> hold(Log& log, std::string name, aio::Lock& lock, aio::Event& over) {
  const auto held = co_await lock.acquire();
  log.push_back(name + " holds");
  co_await over.wait();
}

aio::Coroutine<void> pass(aio::Lock& lock) {
  const auto held = co_await lock.acquire();
}

aio::Coroutine<void> release_twice(Log& log, aio::Lock& lock) {
  auto held = co_await lock.acquire();
  held.release();
  log.push_back(lock.is_locked() ? "locked" : "free");
  held.release();
}

}  // namespace

TEST_CASE("one task at a time holds a lock; the rest get it in the order they came (lock-01)") {
  Stage stage;
  aio::Lock lock;
  aio::Event over;
  for (const char* name : {"a", "b", "c"}) stage.start(name, hold(stage.log, name, lock, over));
  CHECK(stage.happened() == Log{"a holds"});
  CHECK(stage.loop.dump() == "a: event.wait\nb: lock.acquire\nc: lock.acquire\n");
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a done", "b holds", "b done", "c holds", "c done"});
  CHECK_FALSE(lock.is_locked());
}

TEST_CASE("a released lock goes to the task that has waited longest, before anyone who asks later") {
  Stage stage;
  aio::Lock lock;
  aio::Event over;
  auto a = stage.start("a", hold(stage.log, "a", lock, over));
  stage.start("b", pass(lock));
  a.state()->drop();
  CHECK(lock.is_locked());
  stage.start("c", pass(lock));
  CHECK(stage.happened() == Log{"a holds", "b done", "c done"});
}

TEST_CASE("a cancelled wait for a lock takes nothing: the next one gets it in the same release (lock-02)") {
  Stage stage;
  aio::Lock lock;
  aio::Event over;
  auto a = stage.start("a", hold(stage.log, "a", lock, over));
  auto b = stage.start("b", pass(lock));
  auto c = stage.loop.create_task(told(stage.log, "c", hold(stage.log, "c", lock, over)), "c");
  stage.settle();
  b.cancel();
  a.state()->drop();
  stage.settle();
  CHECK(stage.happened() == Log{"a holds", "b cancelled", "c holds"});
  stage.cancel(c);
  CHECK(stage.happened() == Log{"c cancelled"});
  CHECK_FALSE(lock.is_locked());
}

TEST_CASE("a task woken with the lock and cancelled in the same turn passes it on when it ends (lock-03)") {
  Stage stage;
  aio::Lock lock;
  aio::Event over, never;
  auto a = stage.start("a", hold(stage.log, "a", lock, over));
  auto b = stage.start("b", hold(stage.log, "b", lock, never));
  stage.start("c", pass(lock));
  a.state()->drop();
  stage.cancel(b);
  CHECK(stage.happened() == Log{"a holds", "b holds", "b cancelled", "c done"});
  CHECK_FALSE(lock.is_locked());
}

TEST_CASE(
    "a frame destroyed while it waits for a lock takes nothing; one that was handed the lock passes it on") {
  Stage stage;
  aio::Lock lock;
  aio::Event over;
  auto a = stage.start("a", hold(stage.log, "a", lock, over));
  auto waits = stage.start("b", pass(lock));
  auto woken = stage.start("c", pass(lock));
  stage.start("d", pass(lock));
  stage.destroy(waits);
  a.state()->drop();
  woken.state()->drop();
  stage.settle();
  CHECK(stage.happened() == Log{"a holds", "d done"});
  CHECK_FALSE(lock.is_locked());
}

TEST_CASE("a lock may be released early; releasing a lock that is not held is an error (lock-04)") {
  Stage stage;
  aio::Lock lock;
  stage.start("a", release_twice(stage.log, lock));
  CHECK(stage.happened() == Log{"free", "a failed: the lock is not held"});
  CHECK_FALSE(lock.is_locked());
}
