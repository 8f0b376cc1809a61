
#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"

using namespace trawl;

namespace {

using namespace std::chrono_literals;

aio::Coroutine<int> one() {
  co_return 1;
}

aio::Coroutine<int> a_million_awaits() {
  int sum = 0;
  for (int i = 0; i < 1'000'000; ++i) sum += co_await one();
  co_return sum;
}

aio::Coroutine<int> deep(int depth) {
  if (depth == 0) co_return 0;
  const int below = co_await deep(depth - 1);
  co_return below + 1;
}

aio::Coroutine<void> deep_sleep(int depth) {
  if (depth == 0) {
    co_await aio::sleep(1h);
  } else {
    co_await deep_sleep(depth - 1);
  }
}

aio::Coroutine<int> deep_throw(int depth) {
  if (depth == 0) throw std::runtime_error("from the bottom");
  const int below = co_await deep_throw(depth - 1);
  co_return below;
}

aio::Coroutine<void> yield_to(int turns) {
  for (int i = 0; i < turns; ++i) co_await aio::sleep(0s);
}

aio::Coroutine<void> deep_await_of_tasks(aio::Task<void> below) {
  co_await below;
}

aio::Coroutine<void> groups_in_each_other(int depth) {
  aio::TaskGroup group;
  if (depth == 0) {
    co_await aio::sleep(1h);
  } else {
    group.create_task(groups_in_each_other(depth - 1));
    co_await group.join();
  }
}

aio::Coroutine<void> member_of_a_scope(aio::TaskGroup&, int depth);

aio::Coroutine<void> scopes_in_each_other(int depth) {
  if (depth == 0) {
    co_await aio::sleep(1h);
  } else {
    co_await aio::with_task_group(member_of_a_scope, depth - 1);
  }
}

aio::Coroutine<void> member_of_a_scope(aio::TaskGroup&, int depth) {
  co_await scopes_in_each_other(depth);
}

aio::Coroutine<void> cancel_deep_sleep() {
  aio::Task<void> task = aio::create_task(deep_sleep(100'000));
  co_await aio::sleep(0s);
  CHECK(task.cancel());
  try {
    co_await task;
    FAIL("it was cancelled");
  } catch (const aio::Cancelled&) {
  }
  CHECK(task.cancelled());
}

}  // namespace

TEST_CASE("a million awaits in a loop run on a flat stack") {
  CHECK(aio::run(a_million_awaits()) == 1'000'000);
}

TEST_CASE("a chain of 100,000 nested awaits gives its result, its error and its cancellation") {
  CHECK(aio::run(deep(100'000)) == 100'000);
  CHECK_THROWS_WITH(aio::run(deep_throw(100'000)), "from the bottom");
  aio::run(cancel_deep_sleep());
}

TEST_CASE("a chain of 100,000 parked frames is destroyed with its loop") {
  aio::ManualClock clock;
  aio::EventLoop loop(clock);
  loop.create_task(deep_sleep(100'000));
  loop.run_until_idle();
}

TEST_CASE("a million turns of two tasks pass") {
  aio::EventLoop loop;
  loop.create_task(yield_to(500'000));
  loop.run_until_complete(yield_to(500'000));
}

TEST_CASE("a chain of 10,000 tasks that await each other ends") {
  aio::EventLoop loop;
  aio::Task<void> last = loop.create_task(yield_to(1));
  for (int i = 0; i < 10'000; ++i) last = loop.create_task(deep_await_of_tasks(last));
  loop.run_until_complete(deep_await_of_tasks(last));
  CHECK(last.done());
}

TEST_CASE("cancelling the head of a chain of 100,000 tasks that await each other reaches the last") {
  aio::ManualClock clock;
  aio::EventLoop loop(clock);
  aio::Task<void> last = loop.create_task(deep_sleep(0));
  aio::Task<void> head = last;
  for (int i = 0; i < 100'000; ++i) head = loop.create_task(deep_await_of_tasks(head));
  loop.run_until_idle();
  CHECK(head.cancel());
  loop.run_until_idle();
  CHECK(last.cancelled());
  CHECK(head.cancelled());
}

TEST_CASE("cancelling the outermost of 100,000 nested groups reaches the innermost") {
  aio::ManualClock clock;
  aio::EventLoop loop(clock);
  aio::Task<void> outermost = loop.create_task(groups_in_each_other(100'000));
  loop.run_until_idle();
  CHECK(outermost.cancel());
  loop.run_until_idle();
  CHECK(outermost.cancelled());
  CHECK(loop.is_empty());
}

TEST_CASE(
    "a chain of 100,000 tasks that await each other is dropped with its loop, or one by one from its head") {
  aio::ManualClock clock;
  {
    aio::EventLoop loop(clock);
    aio::Task<void> head = loop.create_task(deep_sleep(0));
    for (int i = 0; i < 100'000; ++i) head = loop.create_task(deep_await_of_tasks(std::move(head)));
    loop.run_until_idle();
  }
  aio::EventLoop loop(clock);
  aio::Task<void> head = loop.create_task(deep_sleep(0));
  for (int i = 0; i < 100'000; ++i) head = loop.create_task(deep_await_of_tasks(std::move(head)));
  loop.run_until_idle();
  auto tasks = loop.all_tasks();
  while (!tasks.empty()) {
    tasks.back()->drop();
    tasks.pop_back();
  }
  CHECK(loop.is_empty());
}

TEST_CASE("100,000 nested groups are dropped with their loop, or with the outermost task") {
  aio::ManualClock clock;
  {
    aio::EventLoop loop(clock);
    loop.create_task(groups_in_each_other(100'000));
    loop.run_until_idle();
  }
  aio::EventLoop loop(clock);
  const aio::Task<void> outermost = loop.create_task(groups_in_each_other(100'000));
  loop.run_until_idle();
  outermost.state()->drop();
  CHECK(loop.is_empty());
}

TEST_CASE("100,000 nested scopes of task groups are dropped with the outermost, and can be cancelled") {
  aio::ManualClock clock;
  aio::EventLoop loop(clock);
  const aio::Task<void> dropped = loop.create_task(scopes_in_each_other(100'000));
  aio::Task<void> cancelled = loop.create_task(scopes_in_each_other(100'000));
  loop.run_until_idle();
  dropped.state()->drop();
  cancelled.cancel();
  loop.run_until_idle();
  CHECK(cancelled.cancelled());
  CHECK(loop.is_empty());
}
