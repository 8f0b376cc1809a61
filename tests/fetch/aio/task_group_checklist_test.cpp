#include <memory>

#include "fetch/aio/task_group.hpp"
#include "tests/support/aio_fixture.hpp"

using namespace trawl;

// asyncio's promises about task groups, beyond those in task_group_test.cpp and with_task_group_test.cpp.

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value(int result) {
  co_return result;
}

aio::Coroutine<void> hold(std::shared_ptr<Witness>) {
  co_return;
}

aio::Coroutine<void> fail() {
  co_await aio::sleep(0s);
  throw std::runtime_error("broken");
}

aio::Coroutine<void> create_in_clean_up(aio::TaskGroup& group, Log& log) {
  try {
    co_await aio::sleep(1h);
  } catch (const aio::Cancelled&) {
    group.create_task(hold(std::make_shared<Witness>(log, "late child died")));
    throw;
  }
}

aio::Coroutine<int> results_after_join() {
  aio::TaskGroup group;
  const auto one = group.create_task(value(1));
  const auto two = group.create_task(value(2));
  co_await group.join();
  co_return one.result() + two.result();
}

aio::Coroutine<void> join_twice() {
  aio::TaskGroup group;
  co_await group.join();
  co_await group.join();
}

/// Tries to add a child to a group that has failed, and to one that is over.
aio::Coroutine<void> add_too_late(Log& log) {
  aio::TaskGroup failed;
  failed.create_task(fail());
  co_await aio::sleep(0s);
  co_await aio::sleep(0s);
  auto rejected = std::make_shared<Witness>(log, "rejected died");
  CHECK_THROWS_WITH_AS(failed.create_task(hold(std::move(rejected))), "the task group has failed",
                       aio::InvalidState);
  try {
    co_await failed.join();
  } catch (const std::runtime_error& error) {
    log.push_back(error.what());
  }
  CHECK_THROWS_WITH_AS(failed.create_task(hold(nullptr)), "the task group is over", aio::InvalidState);
}

/// Every fifth fails when its time has come.
aio::Coroutine<void> one_of_many(int number, int& alive) {
  struct Alive {
    explicit Alive(int& counter) : count(counter) { ++count; }
    ~Alive() { --count; }
    int& count;
  };
  const Alive one(alive);
  co_await aio::sleep(std::chrono::milliseconds(1 + number % 7));
  if (number % 5 == 0) throw std::runtime_error(std::to_string(number));
}

aio::Coroutine<void> join_many(int& alive) {
  aio::TaskGroup group;
  for (int i = 0; i < 10'000; ++i) group.create_task(one_of_many(i, alive));
  co_await group.join();
}

}  // namespace

TEST_CASE("the results of children stay readable after the join (taskgroup-01)") {
  Stage stage;
  stage.start("a", results_after_join());
  CHECK(stage.happened() == Log{"a got 3"});
}

TEST_CASE(
    "a child created in the clean-up of a cancelled group is accepted, and ends before it begins "
    "(taskgroup-10)") {
  const auto run = [](Log& log) -> aio::Coroutine<void> {
    aio::TaskGroup group;
    group.create_task(create_in_clean_up(group, log));
    co_await group.join();
  };
  Stage stage;
  auto a = stage.start("a", run(stage.log));
  stage.cancel(a);
  CHECK(stage.happened() == Log{"late child died", "a cancelled"});
}

TEST_CASE("a failed or finished group accepts no child, and the rejected one is destroyed (taskgroup-11)") {
  Stage stage;
  stage.start("a", add_too_late(stage.log));
  CHECK(stage.happened() == Log{"rejected died", "broken", "a done"});
}

TEST_CASE(
    "a group accepts no child once its last one has ended and the join is about to return (taskgroup-11)") {
  const auto join = [](aio::TaskGroup& group, aio::Event& event) -> aio::Coroutine<void> {
    const auto wait = [](aio::Event& awaited) -> aio::Coroutine<void> { co_await awaited.wait(); };
    group.create_task(wait(event));
    co_await group.join();
  };
  Stage stage;
  aio::TaskGroup group(stage.loop);
  aio::Event event;
  stage.start("a", join(group, event));
  event.set();
  stage.loop.call_soon([&group] { CHECK_THROWS_AS(group.create_task(value(1)), aio::InvalidState); });
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("a group is joined once (taskgroup-12)") {
  Stage stage;
  stage.start("a", join_twice());
  CHECK(stage.happened() == Log{"a failed: the task group was joined before"});
}

TEST_CASE("of ten thousand children every fifth fails, and none outlives the group (taskgroup-13)") {
  Stage stage;
  int alive = 0;
  stage.start("a", join_many(alive));
  CHECK(alive == 10'000);
  stage.pass(10ms);
  CHECK(alive == 0);
  const Log log = stage.happened();
  CHECK(log.back() == "a failed: 0");
  CHECK(log.size() == 2'000);
}
