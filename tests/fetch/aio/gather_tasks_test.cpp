#include "fetch/aio/gather_tasks.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;
using Tasks = std::vector<aio::Task<int>>;

aio::Coroutine<int> value_at(aio::Event& event, int value) {
  co_await event.wait();
  co_return value;
}

aio::Coroutine<int> fail_at(aio::Event& event) {
  co_await event.wait();
  throw std::runtime_error("broken");
}

/// When cancelled, waits for `clean`, then fails if `why` is given.
aio::Coroutine<int> clean_up(aio::Event& clean, std::string why = "") {
  bool is_cancelled = false;
  try {
    co_await aio::sleep(1h);
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  CHECK(is_cancelled);
  co_await clean.wait();
  if (!why.empty()) throw std::runtime_error(why);
  throw aio::Cancelled();
}

std::string text_of(const aio::Outcome<int>& outcome) {
  if (outcome.has_value()) return text(outcome.value());
  if (outcome.cancelled()) return "cancelled";
  try {
    outcome.value();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

aio::Coroutine<void> tell_results(Log& log, Tasks tasks) {
  const std::vector<int> results = co_await aio::gather(std::move(tasks));
  for (const int result : results) log.push_back(text(result));
}

aio::Coroutine<void> tell_outcomes(Log& log, Tasks tasks) {
  const auto outcomes = co_await aio::gather(aio::return_exceptions, std::move(tasks));
  for (const auto& outcome : outcomes) log.push_back(text_of(outcome));
}

}  // namespace

TEST_CASE("gather of tasks gives their results in order, whichever ends first (combine-01)") {
  const auto pair = [](aio::Task<int> a, aio::Task<int> b) -> aio::Coroutine<int> {
    const auto [first, second] = co_await aio::gather(a, b);
    co_return 10 * first + second;
  };
  Stage stage;
  aio::Event first, second;
  Tasks tasks;
  tasks.push_back(stage.loop.create_task(value_at(first, 1)));
  tasks.push_back(stage.loop.create_task(value_at(second, 2)));
  stage.start("vector", tell_results(stage.log, tasks));
  stage.start("pair", pair(tasks[0], tasks[1]));
  stage.start("none", tell_results(stage.log, Tasks()));
  second.set();
  stage.settle();
  CHECK(stage.happened() == Log{"none done"});
  first.set();
  stage.settle();
  CHECK(stage.happened() == Log{"1", "2", "vector done", "pair got 12"});
}

TEST_CASE("the first error comes out at once while the other tasks go on (combine-01)") {
  Stage stage;
  aio::Event first, second;
  Tasks tasks;
  tasks.push_back(stage.loop.create_task(value_at(second, 1)));
  tasks.push_back(stage.loop.create_task(fail_at(first)));
  stage.start("a", tell_results(stage.log, tasks));
  first.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a failed: broken"});
  CHECK(tasks[0].cancelling() == 0);
  second.set();
  stage.settle();
  CHECK(tasks[0].result() == 1);
}

TEST_CASE("a task that someone else cancels comes out of gather as Cancelled") {
  Stage stage;
  aio::Event never;
  Tasks tasks;
  tasks.push_back(stage.loop.create_task(value_at(never, 1)));
  stage.start("a", tell_results(stage.log, tasks));
  stage.cancel(tasks[0]);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("with return_exceptions every outcome is a value, in order (combine-02)") {
  Stage stage;
  aio::Event event, never;
  Tasks tasks;
  tasks.push_back(stage.loop.create_task(fail_at(event)));
  tasks.push_back(stage.loop.create_task(value_at(event, 2)));
  tasks.push_back(stage.loop.create_task(value_at(never, 3)));
  stage.start("a", tell_outcomes(stage.log, tasks));
  event.set();
  stage.settle();
  CHECK(stage.happened().empty());
  stage.cancel(tasks[2]);
  CHECK(stage.happened() == Log{"broken", "2", "cancelled", "a done"});
}

TEST_CASE("the same task given twice is run once and reported twice (combine-05)") {
  Stage stage;
  aio::Event event;
  const Tasks tasks(2, stage.loop.create_task(value_at(event, 1)));
  stage.start("a", tell_results(stage.log, tasks));
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"1", "1", "a done"});
}

TEST_CASE("a cancelled gather cancels all its tasks and waits for them (combine-03)") {
  Stage stage;
  aio::Event clean;
  Tasks tasks;
  tasks.push_back(stage.loop.create_task(clean_up(clean)));
  tasks.push_back(stage.loop.create_task(clean_up(clean)));
  auto a = stage.start("a", tell_results(stage.log, tasks));
  stage.cancel(a);
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(tasks[0].cancelled());
  CHECK(tasks[1].cancelled());
}

TEST_CASE("an error of a clean-up wins over the cancel of the gather, unless errors are values") {
  Stage stage;
  aio::Event clean;
  clean.set();
  {
    Tasks tasks;
    tasks.push_back(stage.loop.create_task(clean_up(clean, "broken"), "cleans"));
    auto a = stage.start("a", tell_results(stage.log, tasks));
    stage.cancel(a);
    CHECK(stage.happened() == Log{"a failed: broken"});
  }
  {
    Tasks tasks;
    tasks.push_back(stage.loop.create_task(clean_up(clean, "broken"), "cleans"));
    auto b = stage.start("b", tell_outcomes(stage.log, tasks));
    stage.cancel(b);
    CHECK(stage.happened() == Log{"b cancelled"});
  }
  CHECK(stage.happened() == Log{"error in task cleans was never collected: broken"});
}

TEST_CASE("a frame that gathers tasks may be destroyed, before they have ended and after") {
  Stage stage;
  aio::Event event;
  const Tasks tasks(1, stage.loop.create_task(value_at(event, 1)));
  auto waits = stage.start("a", tell_results(stage.log, tasks));
  auto woken = stage.start("b", tell_results(stage.log, tasks));
  stage.destroy(waits);
  event.set();
  stage.loop.call_soon([&woken] { woken.state()->drop(); });
  stage.settle();
  CHECK(stage.happened().empty());
}
