#include "fetch/aio/detail/signals.hpp"

#include <csignal>

#include <pthread.h>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

bool is_blocked(int signal) {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

/// Sends a signal to this thread, as the kernel sends one to the process.
void send(int signal) {
  CHECK(pthread_kill(pthread_self(), signal) == 0);
}

}  // namespace

TEST_CASE("a signal calls its handler on the loop, at its next turn") {
  Stage stage;
  stage.loop.add_signal_handler(SIGUSR1, [&stage] { stage.log.push_back("usr1"); });
  stage.loop.add_signal_handler(SIGUSR2, [&stage] { stage.log.push_back("usr2"); });
  send(SIGUSR2);
  CHECK(stage.happened().empty());
  stage.settle();
  CHECK(stage.happened() == Log{"usr2"});
  send(SIGUSR1);
  send(SIGUSR1);
  stage.settle();
  CHECK(stage.happened() == Log{"usr1"});
}

TEST_CASE("a second handler replaces the first") {
  Stage stage;
  stage.loop.add_signal_handler(SIGUSR1, [&stage] { stage.log.push_back("old"); });
  stage.loop.add_signal_handler(SIGUSR1, [&stage] { stage.log.push_back("new"); });
  send(SIGUSR1);
  stage.settle();
  CHECK(stage.happened() == Log{"new"});
}

TEST_CASE(
    "signals are blocked only while they have a handler, which may be removed by name or with the loop") {
  {
    aio::EventLoop loop;
    loop.add_signal_handler(SIGUSR1, [] {});
    loop.add_signal_handler(SIGUSR2, [] {});
    CHECK(is_blocked(SIGUSR1));
    CHECK(loop.remove_signal_handler(SIGUSR1));
    CHECK_FALSE(loop.remove_signal_handler(SIGUSR1));
    CHECK_FALSE(is_blocked(SIGUSR1));
    CHECK(is_blocked(SIGUSR2));
  }
  CHECK_FALSE(is_blocked(SIGUSR2));
}

TEST_CASE("a handler may remove itself and wake a task") {
  Stage stage;
  aio::Event event;
  const auto wait_for = [](aio::Event& interrupted) -> aio::Coroutine<void> { co_await interrupted.wait(); };
  stage.start("a", wait_for(event));
  stage.loop.add_signal_handler(SIGINT, [&] {
    event.set();
    stage.loop.remove_signal_handler(SIGINT);
  });
  send(SIGINT);
  stage.settle();
  CHECK(stage.happened() == Log{"a done"});
}

TEST_CASE("a signal ends the wait of a loop that watches for it; a manual clock still skips") {
  aio::ManualClock clock(true);
  aio::EventLoop loop(clock);
  bool interrupted = false;
  loop.add_signal_handler(SIGUSR1, [&] {
    interrupted = true;
    loop.stop();
  });
  loop.call_later(1h, [] { send(SIGUSR1); });
  loop.call_later(2h, [] {});
  loop.run_forever();
  CHECK(interrupted);
  CHECK(clock.now() < aio::ManualClock().now() + 2h);
}
