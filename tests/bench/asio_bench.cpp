// The operations of aio_bench.cpp with asio's coroutines; needs the package libasio-dev.
#include <cstdio>
#if __has_include(<asio.hpp>)
#include <asio.hpp>
#endif

#if defined(ASIO_HAS_CO_AWAIT) && defined(ASIO_HAS_STD_COROUTINE)
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/channel.hpp>

#include "tests/bench/measure.hpp"

using namespace trawl;

namespace {

using asio::awaitable, asio::use_awaitable;
using Channel = asio::experimental::channel<void(asio::error_code, int)>;

awaitable<int> one() {
  co_return 1;
}

awaitable<int> await_often(int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await one();
  co_return sum;
}

awaitable<int> spawn_and_join(int times) {
  const auto executor = co_await asio::this_coro::executor;
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await asio::co_spawn(executor, one(), use_awaitable);
  co_return sum;
}

awaitable<void> put_all(Channel& channel, int times) {
  for (int i = 0; i < times; ++i) co_await channel.async_send(asio::error_code(), i, use_awaitable);
}

awaitable<int> get_all(Channel& channel, int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await channel.async_receive(use_awaitable);
  co_return sum;
}

awaitable<void> hand_over(int times) {
  using namespace asio::experimental::awaitable_operators;
  const auto executor = co_await asio::this_coro::executor;
  Channel channel(executor, 1);
  co_await (put_all(channel, times) && get_all(channel, times));
}

/// Runs a program on a loop of its own, on this thread alone.
template <class T>
void run(awaitable<T> work) {
  asio::io_context loop(1);
  asio::co_spawn(loop, std::move(work), asio::detached);
  loop.run();
}

void expire_timers(int times) {
  asio::io_context loop(1);
  bench::Delays delays;
  std::vector<asio::steady_timer> timers;
  timers.reserve(static_cast<std::size_t>(times));
  int left = times;
  for (int i = 0; i < times; ++i) {
    timers.emplace_back(loop, std::chrono::microseconds(delays.next()));
    timers.back().async_wait([&loop, &left](asio::error_code) {
      if (--left == 0) loop.stop();
    });
  }
  loop.run();
}

awaitable<void> nap(asio::steady_timer::duration duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(use_awaitable);
}

void gather_sleeps(int times) {
  asio::io_context loop(1);
  bench::Delays delays;
  for (int i = 0; i < times; ++i)
    asio::co_spawn(loop, nap(std::chrono::microseconds(delays.next())), asio::detached);
  loop.run();
}

/// A thread calls the loop and waits for its answer, one call after another.
void ask_from_thread(int times) {
  asio::io_context loop(1);
  const auto work = asio::make_work_guard(loop);
  std::thread asker([&loop, times] {
    std::atomic<int> answers = 0;
    for (int i = 0; i < times; ++i) {
      asio::post(loop, [&answers] {
        ++answers;
        answers.notify_one();
      });
      answers.wait(i);
    }
    asio::post(loop, [&loop] { loop.stop(); });
  });
  loop.run();
  asker.join();
}

awaitable<void> wait_for(Channel& channel) {
  co_await channel.async_receive(use_awaitable);
}

void print_bytes_per_task(int count) {
  asio::io_context loop(1);
  Channel channel(loop, 1);
  const double before = bench::resident_bytes();
  for (int i = 0; i < count; ++i) asio::co_spawn(loop, wait_for(channel), asio::detached);
  loop.poll();
  std::printf("bytes per parked task\t%.0f\n", (bench::resident_bytes() - before) / count);
}

}  // namespace

int main() {
  print_bytes_per_task(1'000'000);
  using bench::measure, bench::processor_nanoseconds, bench::wall_nanoseconds;
  measure("await of a ready coroutine", 10'000'000, processor_nanoseconds,
          [](int times) { run(await_often(times)); });
  measure("task spawned and joined", 1'000'000, processor_nanoseconds,
          [](int times) { run(spawn_and_join(times)); });
  measure("item from task to task", 1'000'000, processor_nanoseconds,
          [](int times) { run(hand_over(times)); });
  measure("timer of a million", 1'000'000, processor_nanoseconds, expire_timers);
  measure("sleep of 100,000 gathered", 100'000, processor_nanoseconds, gather_sleeps);
  measure("thread to loop and back", 20'000, wall_nanoseconds, ask_from_thread);
}
#else
int main() {
  std::puts("missing\tlibasio-dev, or a compiler whose coroutines asio knows (g++)");
}
#endif
