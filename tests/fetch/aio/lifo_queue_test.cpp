#include "fetch/aio/lifo_queue.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<std::optional<int>> get(aio::LifoQueue<int>& queue) {
  co_return co_await queue.get();
}

aio::Coroutine<void> put(aio::LifoQueue<int>& queue, int item) {
  co_await queue.put(item);
}

std::string contents(aio::LifoQueue<int>& queue) {
  std::string all;
  while (const auto item = queue.get_nowait()) all += text(*item);
  return all;
}

}  // namespace

TEST_CASE("a lifo queue gives the newest item first") {
  Stage stage;
  aio::LifoQueue<int> queue;
  for (int i = 0; i < 3; ++i) queue.put_nowait(int{i});
  CHECK(contents(queue) == "210");
}

TEST_CASE("putters wait while a lifo queue is full, and get in in the order they came") {
  Stage stage;
  aio::LifoQueue<int> queue(1);
  for (int i = 0; i < 3; ++i) stage.start("put" + text(i), put(queue, i));
  CHECK(stage.happened() == Log{"put0 done"});
  CHECK(contents(queue) == "012");
  stage.settle();
  CHECK(stage.happened() == Log{"put1 done", "put2 done"});
}

TEST_CASE("the item of a getter that was destroyed is the next to be given again") {
  Stage stage;
  aio::LifoQueue<int> queue;
  auto getter = stage.start("get", get(queue));
  queue.put_nowait(1);
  queue.put_nowait(2);
  stage.destroy(getter);
  CHECK(contents(queue) == "12");
}
