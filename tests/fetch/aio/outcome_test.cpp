#include "fetch/aio/outcome.hpp"

#include <memory>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value_at(aio::Event& event, int value) {
  co_await event.wait();
  co_return value;
}

aio::Coroutine<void> fail_at(aio::Event& event) {
  co_await event.wait();
  throw std::runtime_error("broken");
}

aio::Coroutine<std::unique_ptr<int>> cancel_oneself() {
  aio::current_task()->cancel();
  co_await aio::sleep(0s);
  co_return nullptr;
}

aio::Coroutine<int&> same(int& value) {
  co_return value;
}

/// Runs one child of each end at the same time.
aio::Coroutine<void> gather_ends(Log& log, aio::Event& event) {
  auto [value, error, cancelled] =
      co_await aio::gather(aio::return_exceptions, value_at(event, 7), fail_at(event), cancel_oneself());
  CHECK(value.has_value());
  CHECK(value.value() == 7);
  CHECK_FALSE(value.error());
  CHECK(error.error());
  CHECK_FALSE(error.cancelled());
  CHECK_THROWS_WITH_AS(error.value(), "broken", std::runtime_error);
  CHECK(cancelled.cancelled());
  CHECK_THROWS_AS(std::move(cancelled).value(), aio::Cancelled);
  log.push_back("gathered");
}

aio::Coroutine<int> gather_same(aio::Event& event) {
  std::vector<aio::Coroutine<int>> work;
  for (int i = 0; i < 3; ++i) work.push_back(value_at(event, i));
  const auto outcomes = co_await aio::gather(aio::return_exceptions, std::move(work));
  int sum = 0;
  for (const auto& outcome : outcomes) sum += outcome.value();
  co_return sum;
}

aio::Coroutine<void> outcomes_of_references_and_pointers() {
  int value = 1;
  const auto outcome = co_await aio::outcome_of(same(value));
  outcome.value().get() = 2;
  CHECK(value == 2);
  auto work = [](int given) -> aio::Coroutine<std::unique_ptr<int>> {
    co_return std::make_unique<int>(given);
  };
  auto pointer = co_await aio::outcome_of(work(3));
  CHECK(*std::move(pointer).value() == 3);
}

}  // namespace

TEST_CASE("gather with return_exceptions gives every outcome as a value, in order (combine-02)") {
  Stage stage;
  aio::Event event;
  stage.start("tuple", gather_ends(stage.log, event));
  stage.start("vector", gather_same(event));
  CHECK(stage.happened().empty());
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"gathered", "tuple done", "vector got 3"});
}

TEST_CASE(
    "a gather with return_exceptions that is cancelled cancels its work and throws Cancelled (combine-03)") {
  Stage stage;
  aio::Event never;
  auto a = stage.start("a", gather_same(never));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("an outcome holds references, and values that only move") {
  Stage stage;
  stage.start("a", outcomes_of_references_and_pointers());
  CHECK(stage.happened() == Log{"a done"});
}
