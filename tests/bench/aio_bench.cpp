#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

#include "fetch/aio/aio.hpp"

// What the runtime's basic moves cost, in nanoseconds each.

namespace {

using namespace std::chrono_literals;

/// Runs `work`, which makes `times` moves, three times, and prints the best.
template <class Work>
void measure(const char* name, int times, const Work& work) {
  auto best = std::chrono::nanoseconds::max();
  for (int i = 0; i < 3; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work(times);
    best = std::min(best, std::chrono::nanoseconds(std::chrono::steady_clock::now() - start));
  }
  std::printf("%-36s %8.1f ns\n", name, static_cast<double>(best.count()) / times);
}

aio::Coroutine<int> one() {
  co_return 1;
}

aio::Coroutine<int> await_often(int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await one();
  co_return sum;
}

aio::Coroutine<int> spawn_and_join(int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) {
    const aio::Task<int> task = aio::create_task(one(), "one");
    sum += co_await task;
  }
  co_return sum;
}

aio::Coroutine<void> put_all(aio::Queue<int>& queue, int times) {
  for (int i = 0; i < times; ++i) co_await queue.put(i);
  queue.close();
}

aio::Coroutine<void> get_all(aio::Queue<int>& queue) {
  while (const auto item = co_await queue.get()) queue.task_done();
}

aio::Coroutine<void> hand_over(int times) {
  aio::Queue<int> queue(1);
  aio::TaskGroup group;
  group.create_task(put_all(queue, times));
  group.create_task(get_all(queue));
  co_await group.join();
}

aio::Coroutine<void> nap(aio::Duration duration) {
  co_await aio::sleep(duration);
}

void sleep_all(int times) {
  aio::ManualClock clock(true);
  aio::EventLoop loop(clock);
  unsigned random = 1;
  for (int i = 0; i < times; ++i) {
    random = random * 1664525 + 1013904223;
    loop.create_task(nap(std::chrono::milliseconds(random >> 8)), "sleeper");
  }
  loop.run_until_complete(nap(24h));
}

aio::Coroutine<int> ask_thread(aio::ThreadPool& pool, int times) {
  const auto increment = [](int value) { return value + 1; };
  int value = 0;
  for (int i = 0; i < times; ++i) value = co_await aio::to_thread(pool, increment, value);
  co_return value;
}

}  // namespace

int main() {
  measure("await of a ready coroutine", 10'000'000, [](int times) { aio::run(await_often(times)); });
  measure("task created and awaited", 1'000'000, [](int times) { aio::run(spawn_and_join(times)); });
  measure("item handed from task to task", 1'000'000, [](int times) { aio::run(hand_over(times)); });
  measure("sleeper among a million", 1'000'000, sleep_all);
  measure("call on a thread and back", 20'000, [](int times) {
    aio::EventLoop loop;
    aio::ThreadPool pool(1);
    loop.run_until_complete(ask_thread(pool, times));
  });
}
