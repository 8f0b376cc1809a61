#include "fetch/aio/with_task_group.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// An exception that is meant to stop the program, and so not a std::exception.
struct Fatal {};

aio::Coroutine<int> value_at(aio::Event& event, int value) {
  co_await event.wait();
  co_return value;
}

aio::Coroutine<void> fail_at(aio::Event& event, std::string why) {
  co_await event.wait();
  throw std::runtime_error(why);
}

aio::Coroutine<void> fail_fatally() {
  co_await aio::sleep(0s);
  throw Fatal();
}

/// When cancelled, waits for `clean`.
aio::Coroutine<void> clean_up(Log& log, aio::Event& clean) {
  bool is_cancelled = false;
  try {
    co_await aio::sleep(1h);
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  CHECK(is_cancelled);
  co_await clean.wait();
  log.push_back("child clean");
  throw aio::Cancelled();
}

aio::Coroutine<int> sum_of_children(aio::TaskGroup& group, aio::Event& event) {
  const auto one = group.create_task(value_at(event, 1));
  const auto two = group.create_task(value_at(event, 2));
  co_return co_await one + co_await two;
}

aio::Coroutine<void> leave_children(aio::TaskGroup& group, Log& log, aio::Event& event) {
  group.create_task(told(log, "child", value_at(event, 1)));
  log.push_back("body over");
  co_return;
}

/// A body that waits for `event` and fails, beside a child that cleans up.
aio::Coroutine<void> failing_body(aio::TaskGroup& group, Log& log, aio::Event& event, aio::Event& clean) {
  group.create_task(clean_up(log, clean));
  co_await fail_at(event, "body broken");
}

/// A body that waits forever beside a child that fails.
aio::Coroutine<void> waiting_body(aio::TaskGroup& group, Log& log, aio::Event& event) {
  group.create_task(fail_at(event, "child broken"));
  aio::Event never;
  co_await told(log, "body", value_at(never, 1));
}

aio::Coroutine<void> body_that_cancels_itself(aio::TaskGroup& group, Log& log, aio::Event& clean) {
  group.create_task(clean_up(log, clean));
  co_await aio::sleep(0s);
  aio::current_task()->cancel();
  co_await aio::sleep(0s);
}

aio::Coroutine<void> both_fail(aio::TaskGroup& group, aio::Event& event) {
  group.create_task(fail_at(event, "child broken"), "child");
  co_await fail_at(event, "body broken");
}

aio::Coroutine<void> fatal_child(aio::TaskGroup& group) {
  group.create_task(fail_fatally());
  co_await aio::sleep(1h);
}

aio::Coroutine<void> fatal_body(aio::TaskGroup&) {
  co_await fail_fatally();
}

aio::Coroutine<void> outer_body(aio::TaskGroup& group, Log& log, aio::Event& inner, aio::Event& outer,
                                aio::Event& clean) {
  group.create_task(aio::with_task_group(failing_body, std::ref(log), std::ref(inner), std::ref(clean)),
                    "inner");
  co_await fail_at(outer, "outer broken");
}

}  // namespace

TEST_CASE("the body's result comes out when body and children have ended (taskgroup-01)") {
  Stage stage;
  aio::Event event;
  stage.start("sum", aio::with_task_group(sum_of_children, std::ref(event)));
  stage.start("late", aio::with_task_group(leave_children, std::ref(stage.log), std::ref(event)));
  CHECK(stage.happened() == Log{"body over"});
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child got 1", "late done", "sum got 3"});
}

TEST_CASE("a child's error cancels the body and comes out when all have ended (taskgroup-03)") {
  Stage stage;
  aio::Event event;
  stage.start("a", aio::with_task_group(waiting_body, std::ref(stage.log), std::ref(event)));
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"body cancelled", "a failed: child broken"});
}

TEST_CASE("the body's error cancels the children and comes out when they have ended (taskgroup-06)") {
  Stage stage;
  aio::Event event, clean;
  stage.start("a", aio::with_task_group(failing_body, std::ref(stage.log), std::ref(event), std::ref(clean)));
  event.set();
  stage.settle();
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child clean", "a failed: body broken"});
}

TEST_CASE("of the errors of body and child, the first comes out and the other is reported (taskgroup-06)") {
  Stage stage;
  aio::Event event;
  stage.start("a", aio::with_task_group(both_fail, std::ref(event)));
  event.set();
  stage.settle();
  CHECK(stage.happened() ==
        Log{"error in task child was never collected: child broken", "a failed: body broken"});
}

TEST_CASE("a body that ends as cancelled cancels its children") {
  Stage stage;
  aio::Event clean;
  clean.set();
  stage.start("a", aio::with_task_group(body_that_cancels_itself, std::ref(stage.log), std::ref(clean)));
  CHECK(stage.happened() == Log{"child clean", "a cancelled"});
}

TEST_CASE("cancelling the owner cancels body and children, and waits for them (taskgroup-04)") {
  Stage stage;
  aio::Event never, clean;
  auto a = stage.start(
      "a", aio::with_task_group(failing_body, std::ref(stage.log), std::ref(never), std::ref(clean)));
  stage.cancel(a);
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child clean", "a cancelled"});
}

TEST_CASE(
    "an inner group's failure is one failure of the outer; a failure of the outer cancels the inner "
    "(taskgroup-07)") {
  Stage stage;
  aio::Event inner, outer, never, clean;
  clean.set();
  const auto nested = [&](aio::Event& inner_fails, aio::Event& outer_fails) {
    return aio::with_task_group(outer_body, std::ref(stage.log), std::ref(inner_fails), std::ref(outer_fails),
                                std::ref(clean));
  };
  stage.start("a", nested(inner, never));
  inner.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child clean", "a failed: body broken"});
  stage.start("b", nested(never, outer));
  outer.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child clean", "b failed: outer broken"});
}

TEST_CASE("an exception that is not a std::exception comes out as itself (taskgroup-09)") {
  Stage stage;
  CHECK_THROWS_AS(stage.loop.run_until_complete(aio::with_task_group(fatal_child)), Fatal);
  CHECK_THROWS_AS(stage.loop.run_until_complete(aio::with_task_group(fatal_body)), Fatal);
}

TEST_CASE("a frame inside a group's scope may be destroyed; body and children die with it") {
  Stage stage;
  aio::Event never, clean;
  auto a = stage.start(
      "a", aio::with_task_group(failing_body, std::ref(stage.log), std::ref(never), std::ref(clean)));
  stage.destroy(a);
  CHECK(stage.loop.is_empty());
  CHECK(stage.happened().empty());
}
