#include "fetch/aio/future.hpp"

#include <memory>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

template <class T>
aio::Coroutine<T> value_of(aio::Future<T> future) {
  co_return co_await std::move(future);
}

aio::Coroutine<int> value_then_wait(Log& log, aio::Future<int> future, aio::Event& event) {
  const int value = co_await future;
  log.push_back("saw " + text(value));
  co_await event.wait();
  co_return value;
}

aio::Coroutine<const int*> place_of(aio::Future<int>& future) {
  const int& value = co_await future;
  co_return &value;
}

std::exception_ptr error(const char* why) {
  return std::make_exception_ptr(std::runtime_error(why));
}

}  // namespace

TEST_CASE("a future wakes all who await it, in order, and those who come later do not wait") {
  Stage stage;
  auto future = stage.loop.create_future<int>();
  stage.start("a", value_of(future));
  stage.start("b", value_of(future));
  future.set_result(7);
  CHECK(stage.happened().empty());
  stage.settle();
  stage.start("c", value_of(future));
  CHECK(stage.happened() == Log{"a got 7", "b got 7", "c got 7"});
}

TEST_CASE("an error comes out of every await of the future and counts as collected") {
  Stage stage;
  {
    auto future = stage.loop.create_future<int>();
    stage.start("a", value_of(future));
    stage.start("b", value_of(future));
    future.set_exception(error("broken"));
    stage.settle();
  }
  CHECK(stage.happened() == Log{"a failed: broken", "b failed: broken"});
}

TEST_CASE("an error that nobody collected is reported once, when the last handle or the loop is destroyed") {
  Stage stage;
  { stage.loop.create_future().set_exception(error("lost")); }
  CHECK(stage.happened() == Log{"error in a future was never collected: lost"});

  Log log;
  aio::ManualClock clock;
  auto loop = std::make_unique<aio::EventLoop>(clock);
  loop->set_exception_handler([&log](const std::string& what, std::exception_ptr) { log.push_back(what); });
  auto survivor = loop->create_future<int>();
  survivor.set_exception(error("lost"));
  loop.reset();
  CHECK(log == Log{"error in a future was never collected"});
}

TEST_CASE("asking for the exception collects it") {
  Stage stage;
  {
    auto future = stage.loop.create_future<int>();
    future.set_exception(error("seen"));
    CHECK(future.exception() != nullptr);
    CHECK_THROWS_WITH(future.result(), "seen");
    auto good = stage.loop.create_future<int>();
    good.set_result(1);
    CHECK(good.exception() == nullptr);
  }
  CHECK(stage.happened().empty());
}

TEST_CASE("a future ends once: a second result, error or cancel does not count (task-17)") {
  Stage stage;
  auto future = stage.loop.create_future<int>();
  CHECK_THROWS_AS(future.result(), aio::InvalidState);
  CHECK_THROWS_AS(future.exception(), aio::InvalidState);
  future.set_result(1);
  CHECK_THROWS_AS(future.set_result(2), aio::InvalidState);
  CHECK_THROWS_AS(future.set_exception(error("late")), aio::InvalidState);
  CHECK_FALSE(future.cancel());
  CHECK(future.result() == 1);
}

TEST_CASE("cancelling a future ends the waits of all with Cancelled (task-04)") {
  Stage stage;
  auto future = stage.loop.create_future<int>();
  stage.start("a", value_of(future));
  stage.start("b", value_of(future));
  CHECK(future.cancel());
  CHECK(future.cancelled());
  CHECK_THROWS_AS(future.result(), aio::Cancelled);
  CHECK_THROWS_AS(future.exception(), aio::Cancelled);
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled", "b cancelled"});
}

TEST_CASE("cancelling a task that awaits a future cancels the future, as in asyncio") {
  Stage stage;
  auto future = stage.loop.create_future<int>();
  auto a = stage.start("a", value_of(future));
  stage.start("b", value_of(future));
  stage.cancel(a);
  CHECK(future.cancelled());
  CHECK(stage.happened() == Log{"a cancelled", "b cancelled"});
}

TEST_CASE(
    "a task that is cancelled after the future woke it sees the value, and gets Cancelled at its next wait") {
  Stage stage;
  aio::Event event;
  auto future = stage.loop.create_future<int>();
  auto a = stage.start("a", value_then_wait(stage.log, future, event));
  future.set_result(3);
  stage.cancel(a);
  CHECK(stage.happened() == Log{"saw 3", "a cancelled"});
}

TEST_CASE("a frame that awaits a future may be destroyed, before it was woken and after; the others go on") {
  Stage stage;
  auto future = stage.loop.create_future<int>();
  auto waits = stage.start("a", value_of(future));
  auto woken = stage.start("b", value_of(future));
  stage.start("c", value_of(future));
  stage.destroy(waits);
  CHECK_FALSE(future.done());
  future.set_result(1);
  woken.state()->drop();
  stage.settle();
  CHECK(stage.happened() == Log{"c got 1"});
}

TEST_CASE("callbacks run on the loop, in order, after the setter, even those added after it has ended") {
  Stage stage;
  auto future = stage.loop.create_future();
  future.add_done_callback([&stage] { stage.log.push_back("first"); });
  future.add_done_callback([&stage] { stage.log.push_back("second"); });
  future.set_result();
  future.add_done_callback([&stage] { stage.log.push_back("third"); });
  CHECK(stage.happened().empty());
  stage.settle();
  CHECK(stage.happened() == Log{"first", "second", "third"});
}

TEST_CASE("a future that outlives its loop can still be set; its callbacks are not called") {
  aio::ManualClock clock;
  auto loop = std::make_unique<aio::EventLoop>(clock);
  auto future = loop->create_future<int>();
  bool called = false;
  future.add_done_callback([&called] { called = true; });
  loop.reset();
  future.set_result(1);
  future.add_done_callback([&called] { called = true; });
  CHECK(future.result() == 1);
  CHECK_FALSE(called);
}

TEST_CASE("a callback that holds its own future goes with it: when it is set, and when the loop ends") {
  const auto held = std::make_shared<int>(1);
  aio::ManualClock clock;
  std::optional<aio::Future<int>> survivor;
  for (const bool loop_is_closed_first : {false, true}) {
    {
      aio::EventLoop loop(clock);
      const auto hold = [&held](aio::Future<int> future) {
        future.add_done_callback([future, held] { CHECK(future.done()); });
        return future;
      };
      hold(loop.create_future<int>());
      survivor = hold(loop.create_future<int>());
      hold(loop.create_future<int>()).set_result(1);
      CHECK(held.use_count() == 4);
      loop.run_until_idle();
      CHECK(held.use_count() == 3);
      if (loop_is_closed_first) loop.close();
    }
    CHECK(held.use_count() == 1);
    survivor->add_done_callback([survivor, held] { FAIL("there is no loop to call it"); });
    CHECK(held.use_count() == 1);
    survivor->set_result(1);
  }
}

TEST_CASE("a future that is made and set when its loop is closed calls nobody") {
  Stage stage;
  stage.loop.close();
  auto future = stage.loop.create_future<int>();
  future.add_done_callback([] { FAIL("the loop is closed"); });
  future.set_result(1);
  CHECK(future.result() == 1);
}

TEST_CASE("awaiting a handle gives a reference to the value; awaiting a moved handle moves the value out") {
  Stage stage;
  auto future = stage.loop.create_future<int>();
  future.set_result(1);
  const int* const lent = stage.loop.run_until_complete(place_of(future));
  CHECK(lent == &future.result());

  auto unique = stage.loop.create_future<std::unique_ptr<int>>();
  unique.set_result(std::make_unique<int>(9));
  const auto value = stage.loop.run_until_complete(value_of(std::move(unique)));
  CHECK(*value == 9);
}

TEST_CASE("taking a value that others hold as well copies it") {
  Stage stage;
  auto future = stage.loop.create_future<std::string>();
  future.set_result("a string too long for the small buffer");
  const std::string taken = stage.loop.run_until_complete(value_of(future));
  CHECK(taken == future.result());
}
