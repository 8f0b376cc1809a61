#include <optional>

#include "fetch/aio/task.hpp"
#include "tests/support/aio_fixture.hpp"

using namespace trawl;

// asyncio's promises about tasks, beyond those that task_test.cpp shows.

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value_of(aio::Future<int> future) {
  co_return co_await future;
}

/// When cancelled, cleans up with a wait and ends with 5 all the same.
aio::Coroutine<int> clean_up_and_return(aio::Event& never) {
  bool is_cancelled = false;
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  CHECK(is_cancelled);
  co_await aio::sleep(1s);
  co_return 5;
}

aio::Coroutine<void> ignore_first_cancel(Log& log, aio::Event& never) {
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    log.push_back("ignored");
  }
  co_await never.wait();
}

aio::Coroutine<int> cancel_oneself_at_the_end() {
  aio::current_task()->cancel();
  co_return 5;
}

aio::Coroutine<void> await_it(std::optional<aio::Task<void>>& task) {
  co_await *task;
}

aio::Coroutine<int> fail_in_clean_up(aio::Event& never) {
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    throw std::runtime_error("broken clean-up");
  }
  co_return 0;
}

aio::Coroutine<void> tell_name(Log& log) {
  for (int i = 0; i < 2; ++i) {
    log.push_back(aio::current_task()->name());
    co_await aio::sleep(0s);
  }
}

aio::Coroutine<void> tell_names_of_all(Log& log) {
  for (const auto& task : aio::all_tasks()) log.push_back(task->name());
  co_return;
}

}  // namespace

TEST_CASE("a task gives its value or throws its error to whoever awaits it (task-01)") {
  Stage stage;
  aio::Future<int> value(stage.loop), error(stage.loop);
  stage.start("a", value_of(value));
  stage.start("b", value_of(error));
  value.set_result(7);
  error.set_exception(std::make_exception_ptr(std::runtime_error("broken")));
  stage.settle();
  CHECK(stage.happened() == Log{"a got 7", "b failed: broken"});
}

TEST_CASE("cancelling both a task and the future it awaits in one turn is one cancellation (task-05)") {
  Stage stage;
  for (const bool task_first : {true, false}) {
    aio::Future<int> future(stage.loop);
    auto a = stage.start("a", value_of(future));
    if (task_first) a.cancel();
    future.cancel();
    if (!task_first) a.cancel();
    stage.settle();
    CHECK(stage.happened() == Log{"a cancelled"});
  }
}

TEST_CASE("a task may catch the cancellation, clean up and return: it is done, not cancelled (task-06)") {
  Stage stage;
  aio::Event never;
  auto task = stage.loop.create_task(clean_up_and_return(never));
  stage.settle();
  CHECK(task.cancel());
  CHECK(task.cancelling() == 1);
  stage.settle();
  CHECK_FALSE(task.done());
  stage.pass(1s);
  CHECK(task.done());
  CHECK_FALSE(task.cancelled());
  CHECK(task.result() == 5);
}

TEST_CASE("a task that swallows the cancellation lives on and can be cancelled again (task-07)") {
  Stage stage;
  aio::Event never;
  auto a = stage.start("a", ignore_first_cancel(stage.log, never));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"ignored"});
  CHECK_FALSE(a.done());
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("a task that cancels itself at its very end keeps its result (task-08)") {
  Stage stage;
  auto task = stage.loop.create_task(cancel_oneself_at_the_end());
  stage.settle();
  CHECK(task.result() == 5);
  CHECK(task.cancelling() == 1);
}

TEST_CASE("awaiting oneself is an error, not a hang (task-10)") {
  Stage stage;
  std::optional<aio::Task<void>> itself;
  itself = stage.loop.create_task(told(stage.log, "itself", await_it(itself)));
  stage.settle();
  CHECK(stage.happened() == Log{"itself failed: a task awaits itself"});
}

TEST_CASE("an error thrown while a cancellation is handled replaces it (task-12)") {
  Stage stage;
  aio::Event never;
  auto a = stage.start("a", fail_in_clean_up(never));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"a failed: broken clean-up"});
}

TEST_CASE("the current task is right at every step of interleaved tasks (task-16)") {
  Stage stage;
  auto a = stage.loop.create_task(tell_name(stage.log), "a");
  auto b = stage.loop.create_task(tell_name(stage.log), "b");
  bool is_inside_a_task = true;
  stage.loop.call_soon([&is_inside_a_task] { is_inside_a_task = static_cast<bool>(aio::current_task()); });
  stage.settle();
  CHECK(stage.happened() == Log{"a", "b", "a", "b"});
  CHECK_FALSE(is_inside_a_task);
}

TEST_CASE("all tasks that have not ended can be listed; one without a name is numbered") {
  Stage stage;
  aio::Future<int> future(stage.loop);
  auto waits = stage.loop.create_task(value_of(future), "waits");
  auto nameless = stage.loop.create_task(value_of(future));
  CHECK(nameless.name() == "task-1");
  auto lists = stage.loop.create_task(tell_names_of_all(stage.log), "lists");
  stage.settle();
  CHECK(stage.happened() == Log{"waits", "task-1", "lists"});
  future.set_result(1);
  stage.settle();
  CHECK(stage.loop.all_tasks().empty());
}
