#include "fetch/aio/as_completed.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;
using Tasks = std::vector<aio::Task<int>>;

aio::Coroutine<int> value_after(aio::Duration delay, int value) {
  co_await aio::sleep(delay);
  co_return value;
}

aio::Coroutine<int> fail_after(aio::Duration delay) {
  co_await aio::sleep(delay);
  throw std::runtime_error("broken");
}

/// Logs each result as it arrives.
aio::Coroutine<void> tell_results(Log& log, Tasks tasks, aio::Duration limit = aio::Duration::max()) {
  auto ended = aio::as_completed(std::move(tasks), limit);
  while (auto task = co_await ended.next()) {
    CHECK(task->done());
    log.push_back(task->exception() ? "an error" : text(task->result()));
  }
}

Tasks three_tasks(Stage& stage) {
  Tasks tasks;
  tasks.push_back(stage.loop.create_task(value_after(3s, 3)));
  tasks.push_back(stage.loop.create_task(fail_after(1s)));
  tasks.push_back(stage.loop.create_task(value_after(2s, 2)));
  stage.settle();
  return tasks;
}

}  // namespace

TEST_CASE("results come in the order in which the tasks end, each as soon as it is there (combine-08)") {
  Stage stage;
  stage.start("a", tell_results(stage.log, three_tasks(stage)));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"an error"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"2"});
  stage.pass(1s);
  CHECK(stage.happened() == Log{"3", "a done"});
}

TEST_CASE("tasks that have ended already come first, in the order they were passed; no tasks give none") {
  Stage stage;
  Tasks tasks = three_tasks(stage);
  stage.pass(2s);
  stage.start("a", tell_results(stage.log, tasks));
  CHECK(stage.happened() == Log{"an error", "2"});
  stage.pass(1s);
  stage.start("none", tell_results(stage.log, Tasks()));
  CHECK(stage.happened() == Log{"3", "a done", "none done"});
}

TEST_CASE("the time limit throws at the first task that is missing and cancels nothing (combine-08)") {
  Stage stage;
  Tasks tasks = three_tasks(stage);
  stage.start("a", tell_results(stage.log, tasks, 2500ms));
  for (int i = 0; i < 5; ++i) stage.pass(500ms);
  CHECK(stage.happened() == Log{"an error", "2", "a failed: timed out"});
  stage.pass(500ms);
  CHECK(tasks[0].result() == 3);
}

TEST_CASE("a consumer that is cancelled between two results gets Cancelled at once; the tasks go on") {
  Stage stage;
  Tasks tasks = three_tasks(stage);
  auto a = stage.start("a", tell_results(stage.log, tasks));
  stage.pass(1s);
  stage.cancel(a);
  CHECK(stage.happened() == Log{"an error", "a cancelled"});
  stage.pass(2s);
  CHECK(tasks[0].result() == 3);
}

TEST_CASE("a frame that takes results may be destroyed, while it waits and after it was woken") {
  Stage stage;
  Tasks tasks = three_tasks(stage);
  auto waits = stage.start("a", tell_results(stage.log, tasks));
  auto woken = stage.start("b", tell_results(stage.log, tasks));
  stage.destroy(waits);
  tasks[1].state()->drop();
  woken.state()->drop();
  stage.pass(3s);
  CHECK(stage.happened().empty());
}
