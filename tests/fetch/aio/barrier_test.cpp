#include "fetch/aio/barrier.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> meet(aio::Barrier& barrier) {
  const std::size_t index = co_await barrier.wait();
  co_return static_cast<int>(index);
}

aio::Coroutine<void> meet_then_wait(Log& log, aio::Barrier& barrier, aio::Event& event) {
  co_await barrier.wait();
  log.push_back("met");
  co_await event.wait();
}

}  // namespace

TEST_CASE("the last of a group lets all through, each with an index of its own (lock-08)") {
  Stage stage;
  aio::Barrier barrier(3);
  stage.start("a", meet(barrier));
  stage.start("b", meet(barrier));
  CHECK(stage.happened().empty());
  CHECK(barrier.waiting() == 2);
  CHECK(stage.loop.dump() == "a: barrier.wait\nb: barrier.wait\n");
  stage.start("c", meet(barrier));
  CHECK(stage.happened() == Log{"c got 2", "a got 0", "b got 1"});
  CHECK(barrier.waiting() == 0);
}

TEST_CASE("a barrier serves one group after the other") {
  Stage stage;
  aio::Barrier barrier(2);
  for (const char* name : {"a", "b", "c", "d"}) stage.start(name, meet(barrier));
  CHECK(stage.happened() == Log{"b got 1", "a got 0", "d got 1", "c got 0"});
}

TEST_CASE("a task that is cancelled or destroyed at a barrier leaves the group, which waits for another") {
  Stage stage;
  aio::Barrier barrier(2);
  auto cancelled = stage.start("a", meet(barrier));
  stage.cancel(cancelled);
  auto destroyed = stage.start("b", meet(barrier));
  stage.destroy(destroyed);
  CHECK(barrier.waiting() == 0);
  stage.start("c", meet(barrier));
  CHECK(stage.happened() == Log{"a cancelled"});
  stage.start("d", meet(barrier));
  CHECK(stage.happened() == Log{"d got 1", "c got 0"});
}

TEST_CASE("a task cancelled after the barrier let it through gets Cancelled at its next wait") {
  Stage stage;
  aio::Barrier barrier(2);
  aio::Event never;
  auto a = stage.start("a", meet_then_wait(stage.log, barrier, never));
  stage.loop.create_task(told(stage.log, "b", meet(barrier)));
  stage.loop.call_soon([&a] { a.cancel(); });
  stage.settle();
  CHECK(stage.happened() == Log{"b got 1", "met", "a cancelled"});
}

TEST_CASE("a frame may be destroyed after the barrier let it through; the others go on") {
  Stage stage;
  aio::Barrier barrier(2);
  auto a = stage.start("a", meet(barrier));
  stage.loop.create_task(told(stage.log, "b", meet(barrier)));
  stage.loop.call_soon([&a] { a.state()->drop(); });
  stage.settle();
  CHECK(stage.happened() == Log{"b got 1"});
}

TEST_CASE("abort breaks a barrier for those who wait and those who arrive, until it is reset") {
  Stage stage;
  aio::Barrier barrier(2);
  stage.start("a", meet(barrier));
  barrier.abort();
  CHECK(barrier.is_broken());
  stage.settle();
  stage.start("b", meet(barrier));
  CHECK(stage.happened() == Log{"a failed: the barrier is broken", "b failed: the barrier is broken"});
  barrier.reset();
  CHECK_FALSE(barrier.is_broken());
  stage.start("c", meet(barrier));
  stage.start("d", meet(barrier));
  CHECK(stage.happened() == Log{"d got 1", "c got 0"});
}

TEST_CASE("reset sends the waiters away and leaves the barrier as good as new") {
  Stage stage;
  aio::Barrier barrier(2);
  stage.start("a", meet(barrier));
  barrier.reset();
  stage.settle();
  CHECK(stage.happened() == Log{"a failed: the barrier is broken"});
  CHECK_FALSE(barrier.is_broken());
  CHECK(barrier.waiting() == 0);
}

TEST_CASE("a barrier of one stops nobody; a barrier of none is refused") {
  Stage stage;
  aio::Barrier barrier(1);
  stage.start("a", meet(barrier));
  CHECK(stage.happened() == Log{"a got 0"});
  CHECK_THROWS_AS(aio::Barrier(0), std::invalid_argument);
}
