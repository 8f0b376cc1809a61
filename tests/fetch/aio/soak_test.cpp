#include <cstdlib>
#include <random>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// Counts the live frames.
class Alive {
 public:
  explicit Alive(int& count) : count_(count) { ++count_; }
  ~Alive() { --count_; }
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;

 private:
  int& count_;
};

/// Where tasks do anything at random to each other, and nothing may be lost.
struct Playground {
  explicit Playground(std::uint32_t seed) : random(seed) {}

  int below(int limit) { return static_cast<int>(random() % static_cast<std::uint32_t>(limit)); }
  aio::Task<void> someone() { return tasks[random() % tasks.size()]; }
  aio::Duration moment() { return std::chrono::milliseconds(below(20)); }

  static constexpr std::size_t kPermits = 3;
  std::mt19937 random;
  Stage stage;
  aio::Queue<int> queue{4};
  aio::Semaphore semaphore{kPermits};
  aio::Event event;
  std::vector<aio::Task<void>> tasks;
  int alive = 0;
  std::int64_t steps = 0;
};

aio::Coroutine<void> live(Playground& ground, int depth);

aio::Coroutine<void> clean_up_after(aio::Duration nap) {
  bool is_cancelled = false;
  try {
    co_await aio::sleep(nap);
  } catch (const aio::Cancelled&) {
    is_cancelled = true;
  }
  co_await aio::sleep(0s);
  if (is_cancelled) throw aio::Cancelled();
}

aio::Coroutine<void> live_in_a_group(Playground& ground, int depth) {
  aio::TaskGroup group;
  for (int i = ground.below(4); i > 0; --i) group.create_task(live(ground, depth + 1));
  if (ground.below(8) == 0) group.cancel();
  if (ground.below(8) != 0) co_await group.join();
}

aio::Coroutine<void> hold_a_permit(Playground& ground, int depth) {
  const auto permit = co_await ground.semaphore.acquire();
  co_await live(ground, depth + 1);
}

aio::Coroutine<void> take_an_item(Playground& ground) {
  const auto item = co_await ground.queue.get();
  if (item) ground.queue.task_done();
}

/// Any task, itself included: tasks that wait in a circle wait until they are cancelled.
aio::Coroutine<void> await_someone(Playground& ground) {
  if (ground.tasks.empty()) co_return;
  const aio::Task<void> someone = ground.someone();
  co_await someone;
}

aio::Coroutine<void> step(Playground& ground, int depth) {
  ++ground.steps;
  switch (depth < 4 ? ground.below(11) : ground.below(6)) {
    case 0:
      co_await aio::sleep(ground.moment());
      break;
    case 1:
      co_await ground.queue.put(1);
      break;
    case 2:
      co_await take_an_item(ground);
      break;
    case 3:
      co_await ground.event.wait();
      break;
    case 4:
      co_await clean_up_after(ground.moment());
      break;
    case 5:
      if (ground.below(10) == 0) throw std::runtime_error("by chance");
      break;
    case 6:
      co_await live_in_a_group(ground, depth);
      break;
    case 7:
      co_await hold_a_permit(ground, depth);
      break;
    case 8:
      co_await aio::timeout(ground.moment(), live(ground, depth + 1));
      break;
    case 9:
      co_await aio::gather(live(ground, depth + 1), clean_up_after(ground.moment()));
      break;
    case 10:
      co_await await_someone(ground);
      break;
  }
}

aio::Coroutine<void> live(Playground& ground, int depth) {
  const Alive alive(ground.alive);
  for (int i = ground.below(5); i > 0; --i) co_await step(ground, depth);
}

/// A number from the environment.
std::int64_t given(const char* name, std::int64_t otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::atoll(text) : otherwise;
}

void act(Playground& ground) {
  Stage& stage = ground.stage;
  auto& tasks = ground.tasks;
  switch (ground.below(8)) {
    case 0:
    case 1: {
      auto task = stage.loop.create_task(live(ground, 0));
      stage.settle();
      tasks.push_back(std::move(task));
      break;
    }
    case 2:
    case 3:
      stage.pass(ground.moment());
      break;
    case 4:
      ground.event.set();
      ground.event.clear();
      break;
    case 5:
      if (ground.queue.get_nowait()) ground.queue.task_done();
      break;
    case 6:
      ground.queue.put_nowait(1);
      break;
    case 7:
      if (tasks.empty()) break;
      auto task = ground.someone();
      if (ground.below(3) == 0) {
        task.state()->drop();
      } else {
        task.cancel();
      }
      break;
  }
  if (tasks.size() > 60) {
    std::erase_if(tasks, [](const aio::Task<void>& task) { return task.done(); });
    if (tasks.size() > 40) tasks.front().cancel();
  }
}

}  // namespace

TEST_CASE("tasks that do anything at random to each other lose no item, no permit, no cancel and no frame") {
  const auto seed = static_cast<std::uint32_t>(given("SOAK_SEED", std::random_device()()));
  const auto operations = given("SOAK_OPERATIONS", 200'000);
  MESSAGE("SOAK_SEED=", seed, " SOAK_OPERATIONS=", operations);
  Playground ground(seed);
  for (std::int64_t actions = 0; ground.steps + actions < operations; ++actions) act(ground);

  ground.stage.loop.cancel_all();
  CHECK(ground.alive == 0);
  CHECK(ground.semaphore.available() == Playground::kPermits);
  while (ground.queue.get_nowait()) ground.queue.task_done();
  CHECK_THROWS_AS(ground.queue.task_done(), std::logic_error);
}
