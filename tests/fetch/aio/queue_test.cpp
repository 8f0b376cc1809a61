#include "fetch/aio/queue.hpp"

#include <memory>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<std::optional<int>> get(aio::Queue<int>& queue) {
  co_return co_await queue.get();
}

aio::Coroutine<void> put(aio::Queue<int>& queue, int item) {
  co_await queue.put(item);
}

aio::Coroutine<void> join(aio::Queue<int>& queue) {
  co_await queue.join();
}

aio::Coroutine<void> get_all(Log& log, aio::Queue<int>& queue) {
  while (const auto item = co_await queue.get()) log.push_back("item " + text(*item));
}

aio::Coroutine<void> put_all(aio::Queue<int>& queue, int count) {
  for (int i = 0; i < count; ++i) co_await queue.put(i);
  queue.close();
}

aio::Coroutine<void> put_twice(Log& log, aio::Queue<int>& queue) {
  co_await queue.put(2);
  log.push_back("put once");
  co_await queue.put(3);
}

aio::Coroutine<void> join_then_wait(Log& log, aio::Queue<int>& queue, aio::Event& event) {
  co_await queue.join();
  log.push_back("joined");
  co_await event.wait();
}

std::string contents(aio::Queue<int>& queue) {
  std::string all;
  while (const auto item = queue.get_nowait()) all += text(*item);
  return all;
}

}  // namespace

TEST_CASE("items come out in the order they were put (queue-01)") {
  Stage stage;
  aio::Queue<int> queue;
  for (int i = 0; i < 3; ++i) CHECK(queue.put_nowait(int{i}));
  CHECK(queue.size() == 3);
  CHECK(contents(queue) == "012");
  CHECK_FALSE(queue.get_nowait());
  CHECK(queue.is_empty());
}

TEST_CASE("getters get their items in the order they came, and none resumes inside put (queue-04)") {
  Stage stage;
  aio::Queue<int> queue;
  for (const char* name : {"a", "b", "c"}) stage.start(name, get(queue));
  CHECK(queue.put_nowait(1));
  CHECK(queue.put_nowait(2));
  CHECK(stage.happened().empty());
  stage.settle();
  CHECK(stage.happened() == Log{"a got 1", "b got 2"});
  queue.close();
  stage.settle();
  CHECK(stage.happened() == Log{"c got none"});
}

TEST_CASE("an item that was handed to a waiting getter cannot be taken by a later one") {
  Stage stage;
  aio::Queue<int> queue;
  stage.start("a", get(queue));
  queue.put_nowait(1);
  CHECK_FALSE(queue.get_nowait());
  stage.settle();
  CHECK(stage.happened() == Log{"a got 1"});
}

TEST_CASE("putters wait while the queue is full, and enter in the order they came (queue-03)") {
  Stage stage;
  aio::Queue<int> queue(2);
  for (int i = 0; i < 5; ++i) stage.start("put" + text(i), put(queue, i));
  CHECK(stage.happened() == Log{"put0 done", "put1 done"});
  CHECK(queue.is_full());
  int item = 9;
  CHECK_FALSE(queue.put_nowait(std::move(item)));
  CHECK(queue.get_nowait() == 0);
  stage.settle();
  CHECK(stage.happened() == Log{"put2 done"});
  CHECK(contents(queue) == "1234");
  stage.settle();
  CHECK(stage.happened() == Log{"put3 done", "put4 done"});
}

TEST_CASE("a hundred items pass a queue of one from task to task, in order") {
  Stage stage;
  aio::Queue<int> queue(1);
  stage.start("put", put_all(queue, 100));
  stage.start("get", get_all(stage.log, queue));
  Log expected;
  for (int i = 0; i < 100; ++i) expected.push_back("item " + text(i));
  expected.push_back("get done");
  std::erase(stage.log, "put done");
  CHECK(stage.happened() == expected);
}

TEST_CASE("a closed queue refuses items, gives what is left, and then none (queue-14)") {
  Stage stage;
  aio::Queue<int> queue(1);
  queue.put_nowait(1);
  stage.start("waits", put(queue, 2));
  queue.close();
  CHECK(queue.is_closed());
  stage.settle();
  stage.start("late", put(queue, 3));
  CHECK_THROWS_AS(queue.put_nowait(4), aio::QueueClosed);
  stage.start("a", get_all(stage.log, queue));
  CHECK(stage.happened() ==
        Log{"waits failed: the queue is closed", "late failed: the queue is closed", "item 1", "a done"});
}

TEST_CASE("join waits until task_done was called for each item that was put (queue-12, queue-13)") {
  Stage stage;
  aio::Queue<int> queue(1);
  queue.put_nowait(1);
  stage.start("put", put(queue, 2));
  stage.start("a", join(queue));
  stage.start("b", join(queue));
  CHECK(contents(queue) == "12");
  stage.settle();
  queue.task_done();
  stage.settle();
  CHECK(stage.happened() == Log{"put done"});
  queue.task_done();
  stage.settle();
  CHECK(stage.happened() == Log{"a done", "b done"});
  stage.start("c", join(queue));
  CHECK(stage.happened() == Log{"c done"});
  CHECK_THROWS_AS(queue.task_done(), std::logic_error);
}

TEST_CASE("cancelled waits leave the queue as it was") {
  Stage stage;
  aio::Queue<int> queue(1);
  auto getter = stage.start("get", get(queue));
  stage.cancel(getter);
  queue.put_nowait(1);
  auto putter = stage.start("put", put(queue, 2));
  auto joiner = stage.start("join", join(queue));
  CHECK(stage.loop.dump() == "put: queue.put\njoin: queue.join\n");
  stage.cancel(putter);
  stage.cancel(joiner);
  CHECK(stage.happened() == Log{"get cancelled", "put cancelled", "join cancelled"});
  CHECK(contents(queue) == "1");
  queue.task_done();
}

TEST_CASE(
    "a getter cancelled after an item was delivered to it gets the item, and Cancelled at its next wait") {
  Stage stage;
  aio::Queue<int> queue;
  auto a = stage.start("a", get_all(stage.log, queue));
  queue.put_nowait(1);
  stage.cancel(a);
  CHECK(stage.happened() == Log{"item 1", "a cancelled"});
}

TEST_CASE("a putter or joiner cancelled after it was woken goes on, and gets Cancelled at its next wait") {
  Stage stage;
  aio::Queue<int> queue(1);
  aio::Event never;
  queue.put_nowait(1);
  auto putter = stage.start("put", put_twice(stage.log, queue));
  CHECK(queue.get_nowait() == 1);
  stage.cancel(putter);
  CHECK(stage.happened() == Log{"put once", "put cancelled"});
  CHECK(contents(queue) == "2");

  queue.task_done();
  auto joiner = stage.start("join", join_then_wait(stage.log, queue, never));
  queue.task_done();
  stage.cancel(joiner);
  CHECK(stage.happened() == Log{"joined", "join cancelled"});
}

TEST_CASE("a getter's frame may be destroyed: while it waits, and after delivery, when its item passes on") {
  Stage stage;
  aio::Queue<int> queue;
  auto waits = stage.start("a", get(queue));
  auto woken = stage.start("b", get(queue));
  stage.start("c", get(queue));
  stage.destroy(waits);
  queue.put_nowait(1);
  woken.state()->drop();
  stage.settle();
  CHECK(stage.happened() == Log{"c got 1"});
}

TEST_CASE("an item delivered to a frame that was destroyed goes back to the front when nobody waits") {
  Stage stage;
  aio::Queue<int> queue(1);
  auto a = stage.start("a", get(queue));
  auto putter = stage.loop.create_task(told(stage.log, "put", put(queue, 3)));
  stage.loop.call_soon([&a] { a.state()->drop(); });
  queue.put_nowait(1);
  queue.put_nowait(2);
  stage.settle();
  CHECK(queue.size() == 2);
  CHECK(queue.get_nowait() == 1);
  stage.settle();
  CHECK(stage.happened().empty());
  CHECK(queue.get_nowait() == 2);
  stage.settle();
  CHECK(stage.happened() == Log{"put done"});
  CHECK(contents(queue) == "3");
}

TEST_CASE("the frames of putters and joiners may be destroyed, while they wait and after they were woken") {
  Stage stage;
  aio::Queue<int> queue(1);
  queue.put_nowait(1);
  auto waits = stage.start("a", put(queue, 2));
  auto woken = stage.start("b", put(queue, 3));
  stage.destroy(waits);
  CHECK(queue.get_nowait() == 1);
  woken.state()->drop();
  stage.settle();
  CHECK(contents(queue) == "3");

  auto joins = stage.start("c", join(queue));
  auto joined = stage.start("d", join(queue));
  stage.destroy(joins);
  queue.task_done();
  queue.task_done();
  joined.state()->drop();
  stage.settle();
  CHECK(stage.happened().empty());
}

TEST_CASE("items may be of a move-only type") {
  Stage stage;
  aio::Queue<std::unique_ptr<int>> queue;
  const auto take = [](aio::Queue<std::unique_ptr<int>>& from) -> aio::Coroutine<int> {
    const auto item = co_await from.get();
    co_return **item;
  };
  stage.start("a", take(queue));
  queue.put_nowait(std::make_unique<int>(7));
  stage.settle();
  CHECK(stage.happened() == Log{"a got 7"});
}
