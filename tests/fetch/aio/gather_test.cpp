#include "fetch/aio/gather.hpp"

#include <memory>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value_at(aio::Event& event, int value) {
  co_await event.wait();
  co_return value;
}

aio::Coroutine<void> wait_for(aio::Event& event) {
  co_await event.wait();
}

aio::Coroutine<int> fail_at(aio::Event& event) {
  co_await event.wait();
  throw std::runtime_error("broken");
}

aio::Coroutine<std::unique_ptr<int>> unique(int value) {
  co_return std::make_unique<int>(value);
}

aio::Coroutine<int> gather_two(Log& log, aio::Coroutine<int> first, aio::Coroutine<int> second) {
  std::vector<aio::Coroutine<int>> work;
  work.push_back(std::move(first));
  work.push_back(std::move(second));
  const std::vector<int> results = co_await aio::gather(std::move(work));
  for (const int result : results) log.push_back(text(result));
  co_return static_cast<int>(results.size());
}

aio::Coroutine<void> gather_void(aio::Event& first, aio::Event& second) {
  std::vector<aio::Coroutine<void>> work;
  work.push_back(wait_for(first));
  work.push_back(wait_for(second));
  co_await aio::gather(std::move(work));
}

aio::Coroutine<int> gather_mixed(aio::Event& event) {
  const auto [number, pointer, nothing] =
      co_await aio::gather(value_at(event, 1), unique(2), wait_for(event));
  static_assert(std::is_same_v<decltype(nothing), const std::monostate>);
  co_return number + *pointer;
}

aio::Coroutine<int> gather_nothing() {
  std::vector<aio::Coroutine<int>> none;
  const std::vector<int> results = co_await aio::gather(std::move(none));
  co_return static_cast<int>(results.size());
}

aio::Coroutine<void> gather_then_wait(Log& log, aio::Event& event, aio::Event& next) {
  co_await gather_void(event, event);
  log.push_back("gathered");
  co_await next.wait();
}

}  // namespace

TEST_CASE("gather gives the results in the order of the work, whichever ends first (combine-01)") {
  Stage stage;
  aio::Event first, second;
  stage.start("a", gather_two(stage.log, value_at(first, 1), value_at(second, 2)));
  second.set();
  stage.settle();
  CHECK(stage.happened().empty());
  first.set();
  stage.settle();
  CHECK(stage.happened() == Log{"1", "2", "a got 2"});
}

TEST_CASE("gather of nothing ends at once; gather of work without results just waits (combine-04)") {
  Stage stage;
  aio::Event first, second;
  stage.start("none", gather_nothing());
  stage.start("a", gather_void(first, second));
  CHECK(stage.happened() == Log{"none got 0"});
  first.set();
  second.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("gather of different types gives a tuple, also of move-only types") {
  Stage stage;
  aio::Event event;
  stage.start("a", gather_mixed(event));
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a got 3"});
}

TEST_CASE("gather: the first error cancels the rest and is thrown") {
  Stage stage;
  aio::Event first, never;
  stage.start("a", gather_two(stage.log, value_at(never, 1), fail_at(first)));
  first.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a failed: broken"});
}

TEST_CASE("a cancelled gather cancels its work (combine-03)") {
  Stage stage;
  aio::Event never;
  auto a = stage.start("a", gather_void(never, never));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("a task cancelled after its work has ended sees the results, and gets Cancelled at its next wait") {
  Stage stage;
  aio::Event event, never;
  auto a = stage.start("a", gather_then_wait(stage.log, event, never));
  event.set();
  stage.loop.call_soon([&a] { a.cancel(); });
  stage.settle();
  CHECK(stage.happened() == Log{"gathered", "a cancelled"});
}

TEST_CASE("a gathering frame may be destroyed, while its work runs and after it has ended") {
  Stage stage;
  aio::Event event, never;
  auto waits = stage.start("a", gather_void(event, never));
  auto woken = stage.start("b", gather_void(event, event));
  stage.destroy(waits);
  event.set();
  stage.loop.call_soon([&woken] { woken.state()->drop(); });
  stage.settle();
  CHECK(stage.happened().empty());
  CHECK(woken.cancelled());
}
