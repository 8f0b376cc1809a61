#include "fetch/aio/wait_for.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value_at(Log& log, aio::Event& event, int value) {
  log.push_back("began");
  co_await event.wait();
  co_return value;
}

/// When cancelled, waits for `clean`, then ends with Cancelled, or with an error if `why` is given.
aio::Coroutine<int> clean_up(aio::Event& clean, std::string why = "") {
  aio::Event never;
  bool is_cancelled = false;
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  CHECK(is_cancelled);
  co_await clean.wait();
  if (!why.empty()) throw std::runtime_error(why);
  throw aio::Cancelled();
}

aio::Coroutine<int> cancel_oneself() {
  aio::current_task()->cancel();
  co_await aio::sleep(0s);
  co_return 1;
}

}  // namespace

TEST_CASE("with a limit of zero, what has ended gives its result (wait_for-01)") {
  Stage stage;
  aio::Event event;
  event.set();
  auto task = stage.start("task", value_at(stage.log, event, 7));
  auto value = stage.loop.create_task(value_at(stage.log, event, 7));
  stage.settle();
  aio::Future<int> future(stage.loop);
  future.set_result(8);
  stage.happened();
  stage.start("zero", aio::wait_for(value, 0s));
  stage.start("negative", aio::wait_for(value, -1s));
  stage.start("future", aio::wait_for(future, 0s));
  CHECK(stage.happened() == Log{"zero got 7", "negative got 7", "future got 8"});
}

TEST_CASE("with a limit of zero, what has not begun never begins (wait_for-02)") {
  const auto wait_for_new_task = [](Log& log, aio::Event& event) -> aio::Coroutine<int> {
    auto task = aio::create_task(value_at(log, event, 7));
    co_return co_await aio::wait_for(std::move(task), 0s);
  };
  Stage stage;
  aio::Event event;
  event.set();
  stage.start("a", aio::wait_for(value_at(stage.log, event, 7), 0s));
  stage.start("b", aio::wait_for(value_at(stage.log, event, 7), -1s));
  stage.start("c", wait_for_new_task(stage.log, event));
  CHECK(stage.happened() == Log{"a failed: timed out", "b failed: timed out", "c failed: timed out"});
}

TEST_CASE("a result in the same turn as the deadline is not lost (wait_for-03)") {
  Stage stage;
  aio::Event event;
  auto task = stage.loop.create_task(value_at(stage.log, event, 7));
  stage.start("a", aio::wait_for(task, 1s));
  aio::Future<int> future(stage.loop);
  stage.start("b", aio::wait_for(future, 1s));
  event.set();
  stage.clock.advance(1s);
  future.set_result(8);
  stage.settle();
  CHECK(stage.happened() == Log{"began", "b got 8", "a got 7"});
}

TEST_CASE("TimeoutError comes only when the cancelled operation has ended (wait_for-04)") {
  Stage stage;
  aio::Event clean;
  auto task = stage.loop.create_task(clean_up(clean));
  stage.start("a", aio::wait_for(task, 1s));
  stage.start("b", aio::wait_for(clean_up(clean), 1s));
  stage.pass(1s);
  CHECK(stage.happened().empty());
  CHECK_FALSE(task.done());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"b failed: timed out", "a failed: timed out"});
  CHECK(task.cancelled());
}

TEST_CASE("an error of the operation's clean-up comes out instead of TimeoutError (wait_for-05)") {
  Stage stage;
  aio::Event clean;
  clean.set();
  stage.start("a", aio::wait_for(clean_up(clean, "broken"), 1s));
  auto task = stage.loop.create_task(clean_up(clean, "broken too"));
  stage.start("b", aio::wait_for(task, 1s));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"a failed: broken", "b failed: broken too"});
}

TEST_CASE("cancelling the waiter cancels the operation and waits for it (wait_for-06)") {
  Stage stage;
  aio::Event clean;
  auto task = stage.loop.create_task(clean_up(clean));
  auto a = stage.start("a", aio::wait_for(task, 1h));
  auto b = stage.start("b", aio::wait_for(clean_up(clean), 1h));
  stage.cancel(a);
  stage.cancel(b);
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"b cancelled", "a cancelled"});
  CHECK(task.cancelled());
}

TEST_CASE("an operation that cancels itself gives Cancelled, not TimeoutError (wait_for-07)") {
  Stage stage;
  stage.start("a", aio::wait_for(cancel_oneself(), 1h));
  stage.start("b", aio::wait_for(stage.loop.create_task(cancel_oneself()), 1h));
  CHECK(stage.happened() == Log{"a cancelled", "b cancelled"});
}
