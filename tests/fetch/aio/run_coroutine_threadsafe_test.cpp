#include "fetch/aio/run_coroutine_threadsafe.hpp"

#include <memory>
#include <optional>
#include <thread>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// A loop that runs on a thread of its own until this is destroyed.
class LoopThread {
 public:
  ~LoopThread() { stop(); }
  aio::EventLoop& loop() { return *loop_; }
  /// Ends the loop and everything on it.
  void stop() {
    if (!thread_.joinable()) return;
    loop_->call_soon_threadsafe([this] { loop_->stop(); });
    thread_.join();
  }

 private:
  std::unique_ptr<aio::EventLoop> loop_ = std::make_unique<aio::EventLoop>();
  std::thread thread_{[this] {
    loop_->run_forever();
    loop_->close();
  }};
};

aio::Coroutine<int> twice(int value) {
  co_await aio::sleep(1ms);
  co_return 2 * value;
}

aio::Coroutine<void> fail() {
  co_await aio::sleep(0s);
  throw std::runtime_error("broken");
}

aio::Coroutine<std::unique_ptr<int>> wait_for_ever() {
  co_await aio::sleep(1h);
  co_return nullptr;
}

}  // namespace

TEST_CASE("another thread hands work to a loop and waits for its result or its error (threads-01)") {
  LoopThread other;
  auto value = aio::run_coroutine_threadsafe(other.loop(), twice(21));
  auto error = aio::run_coroutine_threadsafe(other.loop(), fail());
  CHECK(value.get() == 42);
  CHECK_THROWS_WITH_AS(error.get(), "broken", std::runtime_error);
}

TEST_CASE("the wait for a result may have a limit, and work that is cancelled gives Cancelled (threads-01)") {
  LoopThread other;
  auto never = aio::run_coroutine_threadsafe(other.loop(), wait_for_ever());
  CHECK_FALSE(never.wait_for(1ms));
  never.cancel();
  CHECK_THROWS_AS(never.get(), aio::Cancelled);
  auto at_once = aio::run_coroutine_threadsafe(other.loop(), wait_for_ever());
  at_once.cancel();
  CHECK_THROWS_AS(at_once.get(), aio::Cancelled);
  auto ended = aio::run_coroutine_threadsafe(other.loop(), twice(1));
  CHECK(ended.wait_for(std::chrono::nanoseconds::max()));
  ended.cancel();
  CHECK(ended.get() == 2);
}

TEST_CASE("work that its loop drops gives Cancelled (threads-01)") {
  std::optional<aio::ThreadsafeFuture<std::unique_ptr<int>>> never;
  LoopThread other;
  never.emplace(aio::run_coroutine_threadsafe(other.loop(), wait_for_ever()));
  other.stop();
  CHECK_THROWS_AS(never->get(), aio::Cancelled);
}

TEST_CASE(
    "a closed loop refuses work from other threads, and what outlives the loop can still be cancelled") {
  std::optional<aio::ThreadsafeFuture<std::unique_ptr<int>>> never;
  const auto held = std::make_shared<int>(1);
  const auto hold = [](std::shared_ptr<int>) -> aio::Coroutine<void> { co_return; };
  {
    aio::EventLoop loop;
    never.emplace(aio::run_coroutine_threadsafe(loop, wait_for_ever()));
    loop.close();
    CHECK_THROWS_AS(aio::run_coroutine_threadsafe(loop, hold(held)).get(), aio::InvalidState);
    CHECK(held.use_count() == 1);
  }
  never->cancel();
  CHECK_THROWS_AS(never->get(), aio::Cancelled);
}

TEST_CASE("several threads hand over work at once, and each gets its own result (threads-01)") {
  LoopThread other;
  std::vector<std::thread> threads;
  std::vector<int> results(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&other, &results, i] {
      for (int turn = 0; turn < 50; ++turn) {
        auto future = aio::run_coroutine_threadsafe(other.loop(), twice(i));
        results[static_cast<std::size_t>(i)] += future.get();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(results == std::vector<int>{0, 100, 200, 300});
}
