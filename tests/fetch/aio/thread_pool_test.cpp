#include "fetch/aio/thread_pool.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <future>
#include <latch>
#include <memory>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/aio_fixture.hpp"
#include "tests/support/thread_shortage.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;
using support::threads_made;
using support::threads_to_refuse;

/// Work that blocks its thread until the test lets it go on.
struct Gate {
  void pass() {
    began.count_down();
    open.wait();
    passed = true;
  }
  std::latch began{1}, open{1};
  std::atomic<bool> passed = false;
};

int pass_gate(Gate* gate, int value) {
  gate->pass();
  return value;
}

std::shared_ptr<int> pass_gate_with(Gate* gate, std::shared_ptr<int> value) {
  if (!gate->began.try_wait()) gate->pass();
  return value;
}

int value_of(std::shared_ptr<int> value) {
  return *value;
}

int same_value(int value) {
  return value;
}

int fail(std::string why) {
  throw std::runtime_error(why);
}

std::unique_ptr<int> twice(std::unique_ptr<int> value) {
  return std::make_unique<int>(2 * *value);
}

void increment(std::atomic<int>* counter) {
  ++*counter;
}

int& same(int* value) {
  return *value;
}

aio::Coroutine<int> every_kind(aio::ThreadPool& pool) {
  std::atomic<int> counter = 0;
  co_await aio::to_thread(pool, increment, &counter);
  const auto four = co_await aio::to_thread(pool, twice, std::make_unique<int>(2));
  int value = 10;
  int& reference = co_await aio::to_thread(pool, same, &value);
  reference += 1;
  co_return counter + *four + value;
}

aio::Coroutine<int> answers_in_order(aio::ThreadPool& pool) {
  std::vector<aio::Coroutine<int>> work;
  for (int i = 0; i < 100; ++i)
    work.push_back(aio::to_thread(
        pool, [](int value) { return value; }, int{i}));
  const std::vector<int> results = co_await aio::gather(std::move(work));
  int expected = 0;
  for (const int result : results) {
    if (result != expected++) co_return -1;
  }
  co_return expected;
}

aio::Coroutine<void> value_then_wait(Log& log, aio::Coroutine<int> work, aio::Event& event) {
  const int value = co_await std::move(work);
  log.push_back("saw " + text(value));
  co_await event.wait();
}

/// Returns when a thread of the pool has done all that was submitted before.
void wait_for_work_of(aio::ThreadPool& pool) {
  std::promise<void> is_over;
  pool.submit([&is_over] { is_over.set_value(); });
  is_over.get_future().wait();
}

/// Runs `callback` on the loop right after the results of all work that the pool's one thread has now, and
/// before those who wait for them go on.
void then_on_the_loop(Stage& stage, aio::ThreadPool& pool, const std::function<void()>& callback) {
  std::promise<void> is_sent;
  pool.submit([&] {
    stage.loop.call_soon_threadsafe(callback);
    is_sent.set_value();
  });
  is_sent.get_future().wait();
  stage.settle();
}

}  // namespace

TEST_CASE("a thread may use the processors that its affinity names") {
  cpu_set_t before, one;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  CHECK(aio::usable_processors() == static_cast<std::size_t>(CPU_COUNT(&before)));
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(aio::usable_processors() == 1);
  sched_setaffinity(0, sizeof before, &before);
}

TEST_CASE("a call on a thread gives its result: values, nothing, references, move-only types") {
  Stage stage;
  aio::ThreadPool pool(2);
  CHECK(stage.loop.run_until_complete(every_kind(pool)) == 1 + 4 + 11);
}

TEST_CASE("a hundred calls on four threads all return, each to its own caller") {
  Stage stage;
  aio::ThreadPool pool(4);
  CHECK(stage.loop.run_until_complete(answers_in_order(pool)) == 100);
}

TEST_CASE("what a call throws comes out of the await") {
  Stage stage;
  aio::ThreadPool pool(1);
  CHECK_THROWS_WITH_AS(stage.loop.run_until_complete(aio::to_thread(pool, fail, std::string("broken"))),
                       "broken", std::runtime_error);
}

TEST_CASE(
    "a cancelled call ends the wait at once; the work goes on and its result is discarded (threads-03)") {
  Stage stage;
  Gate gate;
  {
    aio::ThreadPool pool(1);
    auto a = stage.start("a", aio::to_thread(pool, pass_gate, &gate, 1));
    gate.began.wait();
    CHECK(stage.loop.dump() == "a: a future\n");
    stage.cancel(a);
    CHECK(stage.happened() == Log{"a cancelled"});
    gate.open.count_down();
  }
  CHECK(gate.passed);
  stage.settle();
  CHECK(stage.happened().empty());
}

TEST_CASE("a call cancelled before it is awaited is never made") {
  Stage stage;
  aio::ThreadPool pool(1);
  std::atomic<int> counter = 0;
  auto a = stage.loop.create_task(aio::to_thread(pool, increment, &counter));
  stage.cancel(a);
  CHECK(a.cancelled());
  CHECK(counter == 0);
}

TEST_CASE("a task cancelled after its call returned sees the result, and gets Cancelled at its next wait") {
  Stage stage;
  aio::Event never;
  aio::ThreadPool pool(1);
  auto a = stage.start("a", value_then_wait(stage.log, aio::to_thread(pool, same_value, 1), never));
  then_on_the_loop(stage, pool, [&a] { a.cancel(); });
  CHECK(stage.happened() == Log{"saw 1", "a cancelled"});
}

TEST_CASE("a frame that waits for a thread may be destroyed, while the work runs and after it returned") {
  Stage stage;
  Gate gate;
  aio::ThreadPool pool(1);
  auto waits = stage.start("a", aio::to_thread(pool, pass_gate, &gate, 1));
  auto woken = stage.start("b", aio::to_thread(pool, same_value, 2));
  gate.began.wait();
  stage.destroy(waits);
  gate.open.count_down();
  then_on_the_loop(stage, pool, [&woken] { woken.state()->drop(); });
  CHECK(stage.happened().empty());
}

TEST_CASE("a destroyed pool discards work that has not begun; those who await it get Cancelled") {
  Stage stage;
  {
    aio::ThreadPool nobody_serves(0);
    stage.start("a", aio::to_thread(nobody_serves, same_value, 1));
  }
  stage.settle();
  CHECK(stage.happened() == Log{"a cancelled"});
}

TEST_CASE("work that ends after its loop is gone is discarded, with its result and its arguments") {
  for (const bool loop_is_closed_first : {false, true}) {
    CAPTURE(loop_is_closed_first);
    Gate gate;
    const auto held = std::make_shared<int>(7);
    aio::ThreadPool pool(1);
    {
      aio::EventLoop loop;
      loop.create_task(aio::to_thread(pool, pass_gate_with, &gate, std::shared_ptr<int>(held)));
      loop.create_task(aio::to_thread(pool, pass_gate_with, &gate, std::shared_ptr<int>(held)));
      loop.run_until_idle();
      gate.began.wait();
      CHECK(held.use_count() > 1);
      if (loop_is_closed_first) loop.close();
    }
    gate.open.count_down();
    wait_for_work_of(pool);
    CHECK(held.use_count() == 1);
  }
}

TEST_CASE("a pool that is destroyed after the loop discards what has not begun") {
  const auto held = std::make_shared<int>(7);
  {
    aio::ThreadPool nobody_serves(0);
    aio::EventLoop loop;
    loop.create_task(aio::to_thread(nobody_serves, value_of, std::shared_ptr<int>(held)));
    loop.run_until_idle();
  }
  CHECK(held.use_count() == 1);
}

TEST_CASE("loops that end while their work comes home lose nothing and touch nothing that is gone") {
  aio::ThreadPool pool(2);
  std::atomic<int> counter = 0;
  for (int i = 0; i < 300; ++i) {
    aio::EventLoop loop;
    for (int call = 0; call < 4; ++call) loop.create_task(aio::to_thread(pool, increment, &counter));
    loop.run_until_idle();
    for (int turn = i % 5; turn > 0; --turn) std::this_thread::yield();
  }
  wait_for_work_of(pool);
  CHECK(counter >= 1'199);  // the other thread may still be at the last one
}

TEST_CASE("a destroyed pool ends the work in hand, and discards what is queued behind it") {
  // An idle thread of the pool ends when the destructor has told it to: that is the moment to look at.
  struct SaysWhenItsThreadEnds {
    ~SaysWhenItsThreadEnds() { latch->count_down(); }
    std::latch* latch;
  };
  std::latch begun(2), thread_has_ended(1);
  bool has_ended = false, was_begun = false;
  {
    aio::ThreadPool pool(2);
    pool.submit([&] {
      begun.arrive_and_wait();
      thread_has_ended.wait();
      pool.submit([&] { was_begun = true; });
      has_ended = true;
    });
    pool.submit([&] {
      const thread_local SaysWhenItsThreadEnds mark{&thread_has_ended};
      begun.arrive_and_wait();
    });
    begun.wait();
  }
  CHECK(has_ended);
  CHECK_FALSE(was_begun);
}

TEST_CASE("a manual clock that work on a thread held back skips again when the work is over") {
  const auto sleep_after = [](aio::ThreadPool& pool, std::atomic<int>* counter) -> aio::Coroutine<void> {
    co_await aio::to_thread(pool, increment, counter);
    co_await aio::sleep(1h);
  };
  aio::ManualClock clock(true);
  aio::EventLoop loop(clock);
  aio::ThreadPool pool(1);
  std::atomic<int> counter = 0;
  loop.run_until_complete(sleep_after(pool, &counter));
  CHECK(counter == 1);
}

TEST_CASE("what submitted work throws is printed, and the thread goes on") {
  std::array<int, 2> ends;
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  const aio::Descriptor reading(ends[0]);
  const aio::Descriptor terminal(dup(STDERR_FILENO));
  {
    const aio::Descriptor writing(ends[1]);
    REQUIRE(dup2(writing.fd(), STDERR_FILENO) == STDERR_FILENO);
    aio::ThreadPool pool(1, "thrower");
    pool.submit([] { throw std::runtime_error("broken"); });
    pool.submit([] { throw 5; });
    pool.submit([] { throw aio::Cancelled(); });
    wait_for_work_of(pool);
  }
  dup2(terminal.fd(), STDERR_FILENO);
  std::string said(4096, '\0');
  said.resize(static_cast<std::size_t>(read(reading.fd(), said.data(), said.size())));
  CHECK(said ==
        "error in work of thread thrower: broken\n"
        "error in work of thread thrower: not a std::exception\n"
        "error in work of thread thrower: cancelled\n");
}

TEST_CASE("the threads of a pool bear its name and block all signals") {
  aio::ThreadPool pool(1, "a name of more than fifteen letters");
  std::promise<std::pair<std::string, bool>> seen;
  pool.submit([&seen] {
    char name[16];
    pthread_getname_np(pthread_self(), name, sizeof name);
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    seen.set_value({name, sigismember(&mask, SIGTERM) == 1});
  });
  const auto [name, is_blocked] = seen.get_future().get();
  CHECK(name == "a name of more ");
  CHECK(is_blocked);
}

TEST_CASE("threads of a pool start as they are needed; without the first there is a message") {
  threads_to_refuse = 1;
  try {
    const aio::ThreadPool none(3, "reader");
    FAIL("it started");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::resource_unavailable_try_again);
    CHECK(std::string(error.what()).find("'reader'") != std::string::npos);
  }

  const int before = threads_made;
  std::latch all(3), go(1), done(5);
  aio::ThreadPool pool(3);
  CHECK(threads_made == before + 1);
  threads_to_refuse = 1;
  for (int i = 0; i < 6; ++i)
    pool.submit([&, i] {
      if (i < 3) all.count_down();
      go.wait();
      if (i > 0) done.count_down();
    });
  all.wait();
  CHECK(threads_to_refuse == 0);
  CHECK(threads_made == before + 3);
  go.count_down();
  done.wait();
}

TEST_CASE("a pool's threads let the loop's thread go first") {
  const auto niceness = [] { return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); };
  constexpr int kMost = 19;
  aio::EventLoop loop;
  aio::ThreadPool pool(1);
  const auto of_pool = [&] { return loop.run_until_complete(aio::to_thread(pool, niceness)); };
  CHECK(of_pool() == std::min(kMost, niceness() + aio::ThreadPool::kNicer));
}
