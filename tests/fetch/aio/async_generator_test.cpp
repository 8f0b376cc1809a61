#include "fetch/aio/async_generator.hpp"

#include <memory>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// Gives 1, 2 … `count`, a second before each. If it is left early, it cleans up with an await of its own.
aio::AsyncGenerator<int> ticker(Log& log, int count) {
  const Witness frame(log, "frame died");
  bool is_left = false;
  try {
    for (int i = 1; i <= count; ++i) {
      co_await aio::sleep(1s);
      co_yield i;
    }
  } catch (const aio::Cancelled&) {
    is_left = true;
  }
  if (!is_left) co_return;
  log.push_back("cleans up");
  co_await aio::sleep(1s);
  log.push_back("clean");
  throw aio::Cancelled();
}

aio::AsyncGenerator<int> fail_after_one() {
  co_yield 1;
  throw std::runtime_error("broken");
}

aio::AsyncGenerator<std::unique_ptr<int>> pointers() {
  co_yield std::make_unique<int>(1);
  auto two = std::make_unique<int>(2);
  co_yield std::move(two);
}

aio::AsyncGenerator<int> squares(aio::AsyncGenerator<int> numbers) {
  while (const auto number = co_await numbers.next()) co_yield *number** number;
}

aio::AsyncGenerator<int> ignore_exit() {
  try {
    co_yield 1;
  } catch (const aio::GeneratorExit&) {
  }
  co_yield 2;
}

aio::AsyncGenerator<int> fail_in_clean_up() {
  try {
    co_yield 1;
  } catch (const aio::GeneratorExit&) {
    throw std::runtime_error("broken clean-up");
  }
}

aio::Coroutine<void> take_all(Log& log, aio::AsyncGenerator<int> generator) {
  while (const auto item = co_await generator.next()) log.push_back("item " + text(*item));
  const auto none = co_await generator.next();
  CHECK_FALSE(none);
}

aio::Coroutine<void> take_one(Log& log, aio::AsyncGenerator<int> generator) {
  while (const auto item = co_await generator.next()) {
    log.push_back("item " + text(*item));
    break;
  }
}

aio::Coroutine<void> take_one_and_close(Log& log, aio::AsyncGenerator<int> generator) {
  const auto item = co_await generator.next();
  log.push_back("item " + text(*item));
  co_await generator.aclose();
  log.push_back("closed");
  const auto none = co_await generator.next();
  CHECK_FALSE(none);
  co_await generator.aclose();
}

aio::Coroutine<void> take_from(aio::AsyncGenerator<int>& generator) {
  co_await generator.next();
}

}  // namespace

TEST_CASE("a generator gives its items one by one, waits between them, and then gives none") {
  Stage stage;
  stage.start("a", take_all(stage.log, ticker(stage.log, 2)));
  CHECK(stage.loop.dump() == "a: sleep\n");
  stage.pass(1s);
  CHECK(stage.happened() == Log{"item 1"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"item 2", "frame died", "a done"});
}

TEST_CASE("a generator is lazy: nothing runs before the first item is asked for") {
  Stage stage;
  { auto never_asked = ticker(stage.log, 1); }
  CHECK(stage.happened().empty());
}

TEST_CASE("an error comes out of next() once, then the generator has ended") {
  const auto take_past_error = [](Log& log) -> aio::Coroutine<void> {
    auto generator = fail_after_one();
    try {
      while (const auto item = co_await generator.next()) log.push_back("item " + text(*item));
    } catch (const std::runtime_error& error) {
      log.push_back(error.what());
    }
    const auto none = co_await generator.next();
    CHECK_FALSE(none);
  };
  Stage stage;
  stage.start("a", take_past_error(stage.log));
  CHECK(stage.happened() == Log{"item 1", "broken", "a done"});
}

TEST_CASE("items may be of a move-only type") {
  const auto sum = []() -> aio::Coroutine<int> {
    int total = 0;
    auto generator = pointers();
    while (const auto item = co_await generator.next()) total += **item;
    co_return total;
  };
  Stage stage;
  stage.start("a", sum());
  CHECK(stage.happened() == Log{"a got 3"});
}

TEST_CASE("generators nest") {
  Stage stage;
  stage.start("a", take_all(stage.log, squares(ticker(stage.log, 3))));
  for (int i = 0; i < 3; ++i) stage.pass(1s);
  CHECK(stage.happened() == Log{"item 1", "item 4", "item 9", "frame died", "a done"});
}

TEST_CASE("a cancel reaches the generator where it waits, and its clean-up may wait") {
  Stage stage;
  auto a = stage.start("a", take_all(stage.log, ticker(stage.log, 2)));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"cleans up"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"clean", "frame died", "a cancelled"});
}

TEST_CASE("a generator that is left early is destroyed with its locals") {
  Stage stage;
  stage.start("a", take_one(stage.log, ticker(stage.log, 2)));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"item 1", "a done", "frame died"});
}

TEST_CASE("aclose awaits the clean-up of a generator that is left early, and throws nothing") {
  Stage stage;
  stage.start("a", take_one_and_close(stage.log, ticker(stage.log, 2)));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"item 1", "cleans up"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"clean", "frame died", "closed", "a done"});
  stage.start("b", take_one_and_close(stage.log, squares(fail_after_one())));
  CHECK(stage.happened() == Log{"item 1", "closed", "b done"});
}

TEST_CASE("a generator that was never asked for an item is closed without running") {
  const auto close = [](aio::AsyncGenerator<int> generator) -> aio::Coroutine<void> {
    co_await generator.aclose();
  };
  Stage stage;
  stage.start("a", close(ticker(stage.log, 1)));
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("a task cancelled while it closes a generator gets Cancelled") {
  Stage stage;
  auto a = stage.start("a", take_one_and_close(stage.log, ticker(stage.log, 2)));
  stage.pass(1s);
  stage.cancel(a);
  CHECK(stage.happened() == Log{"item 1", "cleans up", "frame died", "a cancelled"});
}

TEST_CASE("a cancel that the task has not met yet when it closes a generator is not lost") {
  const auto take_one = [](Log& log, aio::Event& event) -> aio::Coroutine<void> {
    auto numbers = ticker(log, 3);
    co_await numbers.next();
    co_await event.wait();
    co_await numbers.aclose();
    log.push_back("went on");
  };
  Stage stage;
  aio::Event event;
  auto a = stage.start("a", take_one(stage.log, event));
  stage.pass(1s);
  event.set();
  stage.cancel(a);
  CHECK(stage.happened() == Log{"cleans up", "frame died", "a cancelled"});
}

TEST_CASE("aclose throws what the clean-up throws, and throws if the generator goes on") {
  Stage stage;
  stage.start("a", take_one_and_close(stage.log, fail_in_clean_up()));
  stage.start("b", take_one_and_close(stage.log, ignore_exit()));
  CHECK(stage.happened() == Log{"item 1", "a failed: broken clean-up", "item 1",
                                "b failed: the generator went on after it was closed"});
}

TEST_CASE("a second task that asks a running generator gets an error") {
  Stage stage;
  auto generator = ticker(stage.log, 1);
  stage.start("a", take_from(generator));
  stage.start("b", take_from(generator));
  CHECK(stage.happened() == Log{"b failed: the generator is running already"});
  stage.pass(1s);
  stage.start("c", take_from(generator));
  CHECK(stage.happened() == Log{"a done", "frame died", "c done"});
}

TEST_CASE("a frame that takes items may be destroyed: while the generator waits, and between two items") {
  Stage stage;
  auto waits = stage.start("a", take_all(stage.log, ticker(stage.log, 2)));
  stage.destroy(waits);
  CHECK(stage.happened() == Log{"frame died"});

  auto shared = ticker(stage.log, 2);
  auto asks = stage.start("b", take_from(shared));
  stage.destroy(asks);
  CHECK(stage.happened() == Log{"frame died"});
  stage.start("c", take_from(shared));
  CHECK(stage.happened() == Log{"c done"});

  const auto hold_item = [](aio::AsyncGenerator<int> generator, aio::Event& never) -> aio::Coroutine<void> {
    co_await generator.next();
    co_await never.wait();
  };
  aio::Event never;
  auto holds = stage.start("d", hold_item(ticker(stage.log, 2), never));
  stage.pass(1s);
  stage.destroy(holds);
  CHECK(stage.happened() == Log{"frame died"});
}
