#include "fetch/aio/task_group.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<void> wait_for(aio::Event& event) {
  co_await event.wait();
}

aio::Coroutine<void> fail_at(aio::Event& event, std::string why) {
  co_await event.wait();
  throw std::runtime_error(why);
}

/// When cancelled, waits for `clean`, then ends with Cancelled, or with an error if `why` is given.
aio::Coroutine<void> clean_up(aio::Event& event, aio::Event& clean, std::string why = "") {
  bool is_cancelled = false;
  try {
    co_await event.wait();
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  if (!is_cancelled) co_return;
  co_await clean.wait();
  if (!why.empty()) throw std::runtime_error(why);
  throw aio::Cancelled();
}

/// Joins a group of these children, each of which logs how it ended.
template <class... Child>
aio::Coroutine<void> join(Log& log, Child... child) {
  aio::TaskGroup group;
  int name = 1;
  (group.create_task(told(log, "child" + text(name++), std::move(child))), ...);
  co_await group.join();
}

/// The same, but the children let their errors out instead of logging them.
template <class... Child>
aio::Coroutine<void> join_bare(Child... child) {
  aio::TaskGroup group;
  (group.create_task(std::move(child)), ...);
  co_await group.join();
}

aio::Coroutine<void> join_then_wait(Log& log, aio::Coroutine<void> join, aio::Event& event) {
  try {
    co_await std::move(join);
  } catch (const std::runtime_error& error) {
    log.push_back(error.what());
  }
  co_await event.wait();
}

aio::Coroutine<void> spawn_sibling(aio::TaskGroup& group, Log& log, aio::Event& event) {
  group.create_task(told(log, "sibling", wait_for(event)));
  co_return;
}

aio::Coroutine<void> join_growing(Log& log, aio::Event& event) {
  aio::TaskGroup group;
  group.create_task(spawn_sibling(group, log, event));
  co_await group.join();
}

/// Logs its destruction.
struct Witness {
  Witness(Log& stage_log, std::string witness_name) : log(stage_log), name(std::move(witness_name)) {}
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() { log.push_back(name + " dies"); }
  Log& log;
  std::string name;
};

aio::Coroutine<void> witnessed_wait(Log& log, std::string name, aio::Event& event) {
  const Witness witness(log, std::move(name));
  co_await event.wait();
}

aio::Coroutine<void> wait_beside_a_child(Log& log, aio::Event& event) {
  aio::TaskGroup group;
  group.create_task(witnessed_wait(log, "child", event));
  co_await witnessed_wait(log, "inner frame", event);
  co_await group.join();
}

}  // namespace

TEST_CASE("a task that is dropped drops the children of its groups before its own frames") {
  Stage stage;
  aio::Event event;
  auto task = stage.start("a", wait_beside_a_child(stage.log, event));
  stage.settle();
  task.state()->drop();
  CHECK(stage.happened() == Log{"child dies", "inner frame dies"});
  CHECK(stage.loop.is_empty());
}

TEST_CASE("join returns when the last child has ended; at once if there is none") {
  Stage stage;
  aio::Event first, second;
  stage.start("group", join(stage.log, wait_for(first), wait_for(second)));
  second.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child2 done"});
  first.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child1 done", "group done"});
  stage.start("nobody", join(stage.log));
  CHECK(stage.happened() == Log{"nobody done"});
}

TEST_CASE("a child may create siblings; join waits for them too") {
  Stage stage;
  aio::Event event;
  stage.start("group", join_growing(stage.log, event));
  CHECK(stage.happened().empty());
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"sibling done", "group done"});
}

TEST_CASE(
    "the first error cancels the other children and comes out of join when they have cleaned up "
    "(taskgroup-03)") {
  Stage stage;
  aio::Event event, never, clean;
  stage.start("group", join_bare(fail_at(event, "first"), clean_up(never, clean)));
  event.set();
  stage.settle();
  CHECK(stage.happened().empty());
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"group failed: first"});
}

TEST_CASE("errors after the first are reported, none is lost (taskgroup-05)") {
  Stage stage;
  aio::Event event, never, clean;
  stage.start("group", join_bare(fail_at(event, "first"), clean_up(never, clean, "second")));
  event.set();
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"error in task task-2 was never collected: second", "group failed: first"});
}

TEST_CASE("a child that someone else cancels is not an error (taskgroup-02)") {
  Stage stage;
  aio::Event event;
  aio::TaskGroup group(stage.loop);
  auto child = group.create_task(wait_for(event));
  group.create_task(told(stage.log, "other", wait_for(event)));
  stage.cancel(child);
  CHECK(group.running() == 1);
  event.set();
  stage.settle();
  CHECK(stage.happened() == Log{"other done"});
}

TEST_CASE("a child created after cancel() never begins") {
  Stage stage;
  aio::Event event;
  aio::TaskGroup group(stage.loop);
  group.create_task(told(stage.log, "a", wait_for(event)));
  stage.settle();
  group.cancel();
  group.create_task(told(stage.log, "b", wait_for(event)));
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(group.running() == 0);
}

TEST_CASE(
    "a cancelled join cancels the children and throws Cancelled when they have cleaned up (taskgroup-04)") {
  Stage stage;
  aio::Event never, clean;
  auto group = stage.start("group", join(stage.log, wait_for(never), clean_up(never, clean)));
  stage.cancel(group);
  CHECK(stage.happened() == Log{"child1 cancelled"});
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"child2 cancelled", "group cancelled"});
}

TEST_CASE("a task cancelled before it joins cancels its children, before they begin") {
  const auto cancel_then_join = [](Log& log, aio::Event& event) -> aio::Coroutine<void> {
    aio::TaskGroup group;
    group.create_task(told(log, "child", wait_for(event)));
    aio::EventLoop::current().running_task().cancel();
    co_await group.join();
  };
  Stage stage;
  aio::Event event;
  stage.start("group", cancel_then_join(stage.log, event));
  CHECK(stage.happened() == Log{"group cancelled"});
}

TEST_CASE("a child's error wins over the cancel of the join; the next wait is cancelled (taskgroup-08)") {
  Stage stage;
  aio::Event event, never, clean;
  auto group =
      stage.start("group", join_then_wait(stage.log, join_bare(clean_up(event, clean, "broken")), never));
  group.cancel();
  clean.set();
  stage.settle();
  CHECK(stage.happened() == Log{"broken", "group cancelled"});
}

TEST_CASE("a task cancelled after its children have ended joins, and gets Cancelled at its next wait") {
  Stage stage;
  aio::Event event, never;
  auto group = stage.start("group", join_then_wait(stage.log, join(stage.log, wait_for(event)), never));
  event.set();
  stage.loop.call_soon([&] { group.cancel(); });
  stage.settle();
  CHECK(stage.happened() == Log{"child1 done", "group cancelled"});
}

TEST_CASE("several cancels while children clean up reach them, and count as one for the joining task") {
  Stage stage;
  aio::Event event, clean;
  auto group = stage.start("group", join(stage.log, clean_up(event, clean)));
  group.cancel();
  group.cancel();
  stage.settle();
  CHECK(stage.happened().empty());
  stage.cancel(group);
  CHECK(stage.happened() == Log{"child1 cancelled", "group cancelled"});
}

TEST_CASE("a group destroyed before its children have ended drops them where they stand") {
  Stage stage;
  aio::Event event;
  auto waits = stage.start("a", join(stage.log, wait_for(event), wait_for(event)));
  stage.destroy(waits);
  CHECK(stage.loop.is_empty());

  auto woken = stage.start("b", join(stage.log, wait_for(event)));
  event.set();
  stage.loop.call_soon([&woken] { woken.state()->drop(); });
  stage.settle();
  CHECK(stage.happened() == Log{"child1 done"});
  CHECK(woken.cancelled());
}

TEST_CASE("the error of a group that is destroyed unjoined is reported") {
  Stage stage;
  aio::Event event;
  {
    aio::TaskGroup group(stage.loop);
    group.create_task(fail_at(event, "lost"));
    event.set();
    stage.settle();
  }
  CHECK(stage.happened() == Log{"error in a task group that was not joined: lost"});
}

TEST_CASE("groups within groups are cancelled and dropped as one") {
  Stage stage;
  aio::Event event;
  auto cancelled = stage.start("a", join(stage.log, join(stage.log, wait_for(event))));
  stage.cancel(cancelled);
  CHECK(stage.happened() == Log{"child1 cancelled", "child1 cancelled", "a cancelled"});
  auto dropped = stage.start("b", join(stage.log, join(stage.log, wait_for(event))));
  stage.destroy(dropped);
  CHECK(stage.happened().empty());
}
