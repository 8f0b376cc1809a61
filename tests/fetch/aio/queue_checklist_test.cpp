#include <random>

#include "fetch/aio/queue.hpp"
#include "tests/support/aio_fixture.hpp"

using namespace trawl;

// asyncio's promises about queues, beyond those that queue_test.cpp shows.

namespace {

using namespace trawl::aio_fixture;
using Queue = aio::Queue<int>;

aio::Coroutine<std::optional<int>> get(Queue& queue) {
  co_return co_await queue.get();
}

aio::Coroutine<void> put(Queue& queue, int item) {
  co_await queue.put(item);
}

aio::Coroutine<void> join(Queue& queue) {
  co_await queue.join();
}

/// How many tasks of the loop wait on `what`.
int waiting_on(Stage& stage, const std::string& what) {
  int count = 0;
  for (const auto& task : stage.loop.all_tasks()) count += task->waits_on() == what ? 1 : 0;
  return count;
}

template <class Tasks>
auto& any_of(Tasks& tasks, std::mt19937& random) {
  return tasks[random() % tasks.size()];
}

}  // namespace

TEST_CASE("a bounded queue holds at most its limit, one with limit 0 any number (queue-02)") {
  Queue bounded(2), unbounded(0);
  for (int i = 0; i < 1000; ++i) {
    CHECK(unbounded.put_nowait(int{i}));
    CHECK(bounded.put_nowait(int{i}) == (i < 2));
  }
  CHECK(bounded.size() == 2);
  CHECK(bounded.is_full());
  CHECK(unbounded.size() == 1000);
  CHECK_FALSE(unbounded.is_full());
}

TEST_CASE("put_nowait and get_nowait report full and empty at once (queue-05)") {
  Queue queue(1);
  CHECK_FALSE(queue.get_nowait());
  CHECK(queue.put_nowait(1));
  CHECK_FALSE(queue.put_nowait(2));
  CHECK(queue.get_nowait() == 1);
  CHECK_FALSE(queue.get_nowait());
}

TEST_CASE("a getter cancelled in the turn in which an item arrives does not lose it (queue-06)") {
  Stage stage;
  Queue queue;
  auto cancelled_before = stage.start("a", get(queue));
  stage.start("b", get(queue));
  cancelled_before.cancel();
  queue.put_nowait(1);
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled", "b got 1"});
  auto cancelled_after = stage.start("c", get(queue));
  stage.start("d", get(queue));
  queue.put_nowait(2);
  cancelled_after.cancel();
  queue.put_nowait(3);
  stage.settle();
  CHECK(stage.happened() == Log{"c got 2", "d got 3"});
}

TEST_CASE("with several getters of which some are cancelled every item is delivered once (queue-07)") {
  Stage stage;
  Queue queue;
  std::vector<aio::Task<void>> getters;
  for (int i = 0; i < 6; ++i) getters.push_back(stage.start(text(i), get(queue)));
  for (const std::size_t i : {0u, 2u, 5u}) getters[i].cancel();
  for (int item = 10; item < 14; ++item) queue.put_nowait(int{item});
  stage.settle();
  CHECK(stage.happened() ==
        Log{"0 cancelled", "2 cancelled", "5 cancelled", "1 got 10", "3 got 11", "4 got 12"});
  CHECK(queue.get_nowait() == 13);
  CHECK(queue.is_empty());
}

TEST_CASE("cancelled getters and putters leave nothing behind, however many (queue-08, queue-10)") {
  Stage stage;
  Queue empty, full(1);
  full.put_nowait(1);
  for (int round = 0; round < 20; ++round) {
    std::vector<aio::Task<std::optional<int>>> getters;
    std::vector<aio::Task<void>> putters;
    for (int i = 0; i < 1000; ++i) {
      getters.push_back(stage.loop.create_task(get(empty)));
      putters.push_back(stage.loop.create_task(put(full, 2)));
    }
    stage.settle();
    for (auto& getter : getters) getter.cancel();
    for (auto& putter : putters) putter.cancel();
    stage.settle();
  }
  CHECK(stage.loop.is_empty());
  empty.put_nowait(3);
  CHECK(empty.size() == 1);
  CHECK(full.get_nowait() == 1);
  CHECK(full.is_empty());
}

TEST_CASE("a putter cancelled while it waits adds nothing; its turn goes to the next (queue-09)") {
  Stage stage;
  Queue queue(1);
  queue.put_nowait(1);
  auto cancelled = stage.start("a", put(queue, 2));
  stage.start("b", put(queue, 3));
  cancelled.cancel();
  CHECK(queue.get_nowait() == 1);
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled", "b done"});
  CHECK(queue.get_nowait() == 3);
  CHECK(queue.is_empty());
}

TEST_CASE("at no step of a random schedule does anybody wait for what is there (queue-11)") {
  Stage stage;
  Queue queue(3);
  std::mt19937 random(4711);
  std::vector<aio::Task<void>> tasks;
  for (int step = 0; step < 2'000; ++step) {
    if (random() % 3 == 0 && !tasks.empty()) {
      any_of(tasks, random).cancel();
    } else if (random() % 2 == 0) {
      tasks.push_back(stage.loop.create_task(told(stage.log, "get", get(queue))));
    } else {
      tasks.push_back(stage.loop.create_task(told(stage.log, "put", put(queue, step))));
    }
    if (random() % 2 == 0) stage.settle();
    const bool getters_wait_rightly = queue.is_empty() || waiting_on(stage, "queue.get") == 0;
    const bool putters_wait_rightly = queue.is_full() || waiting_on(stage, "queue.put") == 0;
    REQUIRE(getters_wait_rightly);
    REQUIRE(putters_wait_rightly);
  }
  stage.loop.cancel_all();
}

TEST_CASE("close_now discards what is left and wakes everyone (queue-15)") {
  Stage stage;
  Queue queue(2);
  queue.put_nowait(1);
  queue.put_nowait(2);
  stage.start("put", put(queue, 3));
  stage.start("join", join(queue));
  queue.close_now();
  stage.settle();
  stage.start("get", get(queue));
  CHECK(stage.happened() == Log{"put failed: the queue is closed", "join done", "get got none"});
  Queue in_work;
  in_work.put_nowait(1);
  CHECK(in_work.get_nowait() == 1);
  in_work.close_now();
  stage.start("join", join(in_work));
  CHECK(stage.happened().empty());
  in_work.task_done();
  stage.settle();
  CHECK(stage.happened() == Log{"join done"});
}
