#include "fetch/aio/run.hpp"

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<int> value() {
  co_await aio::sleep(0s);
  co_return 7;
}

aio::Coroutine<int> fail() {
  co_await aio::sleep(0s);
  throw std::runtime_error("broken");
}

aio::Coroutine<void> wait_for(aio::Event& event) {
  co_await event.wait();
}

aio::Coroutine<void> fail_in_clean_up(aio::Event& never) {
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    throw std::runtime_error("late");
  }
}

/// Leaves two tasks behind, one of which fails when it is cancelled.
aio::Coroutine<void> leave_two(Log& log, aio::Event& never) {
  aio::EventLoop::current().set_exception_handler(
      [&log](const std::string& what, std::exception_ptr) { log.push_back(what); });
  aio::create_task(told(log, "left behind", wait_for(never)));
  aio::create_task(fail_in_clean_up(never), "fails late");
  co_await aio::sleep(0s);
}

/// Interrupts its own program, and once more during its clean-up if `twice`.
aio::Coroutine<void> interrupt(Log& log, bool twice) {
  const Witness frame(log, "frame died");
  aio::Event never;
  std::raise(SIGINT);
  bool is_cancelled = false;
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  CHECK(is_cancelled);
  if (twice) {
    std::raise(SIGINT);
    co_await never.wait();
  }
  co_await aio::sleep(1ms);
  log.push_back("clean");
  throw aio::Cancelled();
}

aio::Coroutine<int> ignore_interrupt() {
  aio::Event never;
  std::raise(SIGINT);
  try {
    co_await never.wait();
  } catch (const aio::Cancelled&) {
  }
  co_return 5;
}

aio::Coroutine<void> cancel_oneself() {
  aio::current_task()->cancel();
  co_await aio::sleep(0s);
}

aio::Coroutine<void> interrupt_with_stubborn_task(Log& log) {
  const auto stubborn = [](Log& to) -> aio::Coroutine<void> {
    const Witness frame(to, "stubborn died");
    aio::Event never;
    for (;;) {
      try {
        co_await never.wait();
      } catch (const aio::Cancelled&) {
        to.push_back("stubborn goes on");
        std::raise(SIGINT);
      }
    }
  };
  aio::create_task(stubborn(log));
  std::raise(SIGINT);
  aio::Event never;
  co_await never.wait();
}

/// Swallows the first `cancels` requests that it gets.
aio::Coroutine<void> swallow(Log& log, int cancels) {
  const Witness frame(log, "frame died");
  aio::Event never;
  while (cancels-- > 0) {
    try {
      co_await never.wait();
    } catch (const aio::Cancelled&) {
      log.push_back("swallowed");
    }
  }
  co_await never.wait();
}

aio::Coroutine<void> leave_one_that_swallowed(Log& log, int cancels) {
  auto task = aio::create_task(swallow(log, cancels));
  for (int i = 0; i < cancels; ++i) {
    co_await aio::sleep(0s);
    task.cancel();
  }
  co_await aio::sleep(0s);
  co_await aio::sleep(0s);
  CHECK_FALSE(task.done());
}

/// Calls run() where a loop runs already. 1 if that throws InvalidState.
aio::Coroutine<int> run_inside() {
  try {
    co_return aio::run(value());
  } catch (const aio::InvalidState&) {
    co_return 1;
  }
}

/// What run_inside() gives in a child that is forked inside a loop.
aio::Coroutine<int> run_in_child() {
  const pid_t child = fork();
  if (child == 0) {
    int result = 3;
    try {
      aio::run(value());
    } catch (const aio::InvalidState&) {
      result = 1;
    }
    _exit(result);
  }
  int status = 0;
  waitpid(child, &status, 0);
  co_return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

aio::Coroutine<void> stop_the_loop(Log& log) {
  aio::Event never;
  aio::create_task(told(log, "other", wait_for(never)));
  aio::EventLoop::current().call_soon([] { aio::EventLoop::current().stop(); });
  co_await told(log, "main", wait_for(never));
}

}  // namespace

TEST_CASE("run gives the program's result or throws its error (runner-01)") {
  CHECK(aio::run(value()) == 7);
  CHECK_THROWS_WITH_AS(aio::run(fail()), "broken", std::runtime_error);
}

TEST_CASE("tasks left at the end are cancelled and awaited, and their errors are reported (runner-02)") {
  Log log;
  aio::Event never;
  aio::run(leave_two(log, never));
  CHECK(log == Log{"left behind cancelled", "error in task fails late was never collected"});
}

TEST_CASE("the first interrupt cancels the program, which may clean up (runner-03)") {
  Log log;
  CHECK_THROWS_AS(aio::run(interrupt(log, false)), aio::Interrupted);
  CHECK(log == Log{"clean", "frame died"});
  CHECK(aio::run(ignore_interrupt()) == 5);
}

TEST_CASE("the second interrupt ends the program at once, where it stands (runner-03)") {
  Log log;
  CHECK_THROWS_AS(aio::run(interrupt(log, true)), aio::Interrupted);
  CHECK(log == Log{"frame died"});
}

TEST_CASE("the second interrupt also ends the tasks that are left when the program has ended (runner-03)") {
  Log log;
  CHECK_THROWS_AS(aio::run(interrupt_with_stubborn_task(log)), aio::Interrupted);
  CHECK(log == Log{"stubborn goes on", "stubborn died"});
}

TEST_CASE("tasks that swallowed cancels before are cancelled once more at the end (runner-02)") {
  for (const int cancels : {1, 3}) {
    Log log;
    aio::run(leave_one_that_swallowed(log, cancels));
    Log expected(static_cast<std::size_t>(cancels), "swallowed");
    expected.push_back("frame died");
    CHECK(log == expected);
  }
}

TEST_CASE("run inside a loop throws, also in a child that was forked there, and leaves that loop alone") {
  CHECK(aio::run(run_inside()) == 1);
  CHECK(aio::run(run_in_child()) == 1);
  CHECK(aio::run(value()) == 7);
}

TEST_CASE("a program that stops its loop before its end is an error; its tasks are cancelled all the same") {
  Log log;
  CHECK_THROWS_WITH_AS(aio::run(stop_the_loop(log)), "the loop was stopped before the task had ended",
                       aio::InvalidState);
  CHECK(log == Log{"main cancelled", "other cancelled"});
}

TEST_CASE("a program that cancels itself gives Cancelled, and SIGINT is as it was afterwards") {
  sigset_t mask;
  CHECK_THROWS_AS(aio::run(cancel_oneself()), aio::Cancelled);
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  CHECK(sigismember(&mask, SIGINT) == 0);
}
