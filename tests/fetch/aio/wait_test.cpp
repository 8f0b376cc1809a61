#include "fetch/aio/wait.hpp"

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

/// Logs what is done and what is pending: "done: a c, pending: b".
aio::Coroutine<void> tell_waited(Log& log, Tasks tasks, aio::ReturnWhen when,
                                 aio::Duration limit = aio::Duration::max()) {
  const auto [done, pending] = co_await aio::wait(std::move(tasks), when, limit);
  std::string line = "done:";
  for (const auto& task : done) {
    CHECK(task.done());
    line += " " + task.name();
  }
  line += ", pending:";
  for (const auto& task : pending) line += " " + task.name();
  log.push_back(line);
}

/// Three tasks a, b and c, each with an event of its own; b fails.
struct Three {
  explicit Three(Stage& stage) {
    tasks.push_back(stage.loop.create_task(value_at(a, 1), "a"));
    tasks.push_back(stage.loop.create_task(fail_at(b), "b"));
    tasks.push_back(stage.loop.create_task(value_at(c, 3), "c"));
  }
  void end_all(Stage& stage) {
    for (aio::Event* event : {&a, &b, &c}) event->set();
    stage.settle();
    CHECK(tasks[1].exception());
  }
  aio::Event a, b, c;
  Tasks tasks;
};

}  // namespace

TEST_CASE("wait returns when the first task has ended, and cancels nothing (combine-06, combine-07)") {
  Stage stage;
  Three three(stage);
  stage.start("waiter", tell_waited(stage.log, three.tasks, aio::ReturnWhen::first_completed));
  CHECK(stage.happened().empty());
  three.c.set();
  stage.settle();
  CHECK(stage.happened() == Log{"done: c, pending: a b", "waiter done"});
  CHECK(three.tasks[0].cancelling() == 0);
  three.end_all(stage);
}

TEST_CASE("wait returns at the first error, or when all have ended (combine-06)") {
  Stage stage;
  Three three(stage);
  stage.start("waiter", tell_waited(stage.log, three.tasks, aio::ReturnWhen::first_exception));
  three.a.set();
  stage.settle();
  CHECK(stage.happened().empty());
  three.b.set();
  stage.settle();
  CHECK(stage.happened() == Log{"done: a b, pending: c", "waiter done"});

  Tasks without_error(three.tasks);
  without_error.erase(without_error.begin() + 1);
  stage.start("waiter", tell_waited(stage.log, without_error, aio::ReturnWhen::first_exception));
  three.end_all(stage);
  CHECK(stage.happened() == Log{"done: a c, pending:", "waiter done"});
}

TEST_CASE("a task that was cancelled has ended, but without an error (combine-06)") {
  Stage stage;
  Three three(stage);
  stage.start("waiter", tell_waited(stage.log, three.tasks, aio::ReturnWhen::first_exception));
  stage.cancel(three.tasks[0]);
  CHECK(stage.happened().empty());
  three.b.set();
  stage.settle();
  CHECK(stage.happened() == Log{"done: a b, pending: c", "waiter done"});
  three.end_all(stage);
}

TEST_CASE("wait returns when all have ended, and throws none of their errors (combine-06)") {
  Stage stage;
  Three three(stage);
  stage.start("waiter", tell_waited(stage.log, three.tasks, aio::ReturnWhen::all_completed));
  three.b.set();
  three.c.set();
  stage.settle();
  CHECK(stage.happened().empty());
  three.end_all(stage);
  CHECK(stage.happened() == Log{"done: a b c, pending:", "waiter done"});
  stage.start("again", tell_waited(stage.log, three.tasks, aio::ReturnWhen::all_completed));
  stage.start("nobody", tell_waited(stage.log, Tasks(), aio::ReturnWhen::first_completed));
  CHECK(stage.happened() == Log{"done: a b c, pending:", "again done", "done:, pending:", "nobody done"});
}

TEST_CASE("when the time is up, wait returns what has ended by then, without an error (combine-06)") {
  Stage stage;
  Three three(stage);
  stage.start("waiter", tell_waited(stage.log, three.tasks, aio::ReturnWhen::all_completed, 1s));
  three.a.set();
  stage.pass(1s);
  CHECK(stage.happened() == Log{"done: a, pending: b c", "waiter done"});
  stage.start("at once", tell_waited(stage.log, three.tasks, aio::ReturnWhen::all_completed, 0s));
  CHECK(stage.happened() == Log{"done: a, pending: b c", "at once done"});
  three.end_all(stage);
}

TEST_CASE("a cancelled wait ends at once; the tasks go on") {
  Stage stage;
  Three three(stage);
  auto waiter = stage.start("waiter", tell_waited(stage.log, three.tasks, aio::ReturnWhen::all_completed));
  stage.cancel(waiter);
  CHECK(stage.happened() == Log{"waiter cancelled"});
  three.end_all(stage);
  CHECK(three.tasks[2].result() == 3);
}

TEST_CASE("a waiting frame may be destroyed, before its tasks have ended and after") {
  Stage stage;
  Three three(stage);
  auto waits = stage.start("a", tell_waited(stage.log, three.tasks, aio::ReturnWhen::all_completed));
  auto woken = stage.start("b", tell_waited(stage.log, three.tasks, aio::ReturnWhen::first_completed));
  stage.destroy(waits);
  three.c.set();
  stage.loop.call_soon([&woken] { woken.state()->drop(); });
  stage.settle();
  CHECK(stage.happened().empty());
  three.end_all(stage);
}
