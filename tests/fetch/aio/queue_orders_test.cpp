#include <memory>

#include "fetch/aio/queue.hpp"
#include "tests/support/aio_fixture.hpp"

using namespace trawl;

// LifoQueue and PriorityQueue, which do not give items in the order they were put.

namespace {

using namespace trawl::aio_fixture;

struct Job {
  Job(int job_priority, std::string job_name) : priority(job_priority), name(std::move(job_name)) {}
  bool operator<(const Job& other) const { return priority < other.priority; }
  int priority;
  std::string name;
};

struct ByContent {
  bool operator()(const std::unique_ptr<int>& a, const std::unique_ptr<int>& b) const { return *a < *b; }
};

template <class Queue>
aio::Coroutine<std::optional<int>> get(Queue& queue) {
  co_return co_await queue.get();
}

template <class Queue>
aio::Coroutine<void> put(Queue& queue, int item) {
  co_await queue.put(item);
}

template <class Queue>
std::string contents(Queue& queue) {
  std::string all;
  while (const auto item = queue.get_nowait()) all += text(*item);
  return all;
}

}  // namespace

TEST_CASE("a lifo queue gives the newest item first") {
  Stage stage;
  aio::LifoQueue<int> queue;
  for (int i = 0; i < 3; ++i) queue.put_nowait(int{i});
  CHECK(contents(queue) == "210");
}

TEST_CASE("putters wait while a lifo queue is full, and enter in the order they came") {
  Stage stage;
  aio::LifoQueue<int> queue(1);
  for (int i = 0; i < 3; ++i) stage.start("put" + text(i), put(queue, i));
  CHECK(stage.happened() == Log{"put0 done"});
  CHECK(contents(queue) == "012");
  stage.settle();
  CHECK(stage.happened() == Log{"put1 done", "put2 done"});
}

TEST_CASE("a lifo queue gives the item of a destroyed getter again, before all others") {
  Stage stage;
  aio::LifoQueue<int> queue;
  auto getter = stage.start("get", get(queue));
  queue.put_nowait(1);
  queue.put_nowait(2);
  stage.destroy(getter);
  CHECK(contents(queue) == "12");
}

TEST_CASE("a priority queue gives the smallest item first, or what its order says") {
  Stage stage;
  aio::PriorityQueue<int> queue;
  aio::PriorityQueue<int, std::greater<int>> largest_first;
  for (const int item : {3, 1, 4, 1, 5, 9, 2, 6}) {
    queue.put_nowait(int{item});
    largest_first.put_nowait(int{item});
  }
  CHECK(contents(queue) == "11234569");
  CHECK(contents(largest_first) == "96543211");
}

TEST_CASE("items of equal priority come out in the order they were put") {
  Stage stage;
  aio::PriorityQueue<Job> queue;
  for (const char* name : {"a", "b", "c", "d"}) queue.put_nowait(Job(1, name));
  queue.put_nowait(Job(0, "first"));
  std::string all;
  while (const auto job = queue.get_nowait()) all += job->name + " ";
  CHECK(all == "first a b c d ");
}

TEST_CASE("putters wait while a priority queue is full, and each item takes its place when it enters") {
  Stage stage;
  aio::PriorityQueue<int> queue(2);
  for (const int item : {5, 3, 1, 4}) stage.start("put" + text(item), put(queue, item));
  CHECK(stage.happened() == Log{"put5 done", "put3 done"});
  CHECK(queue.get_nowait() == 3);
  CHECK(queue.get_nowait() == 1);
  stage.settle();
  CHECK(stage.happened() == Log{"put1 done", "put4 done"});
  CHECK(contents(queue) == "45");
}

TEST_CASE("the item of a destroyed getter goes back to its place") {
  Stage stage;
  aio::PriorityQueue<int> queue;
  auto getter = stage.start("get", get(queue));
  queue.put_nowait(2);
  queue.put_nowait(3);
  queue.put_nowait(1);
  stage.destroy(getter);
  CHECK(contents(queue) == "123");
}

TEST_CASE("a priority queue holds move-only items") {
  Stage stage;
  aio::PriorityQueue<std::unique_ptr<int>, ByContent> queue;
  queue.put_nowait(std::make_unique<int>(2));
  queue.put_nowait(std::make_unique<int>(1));
  CHECK(**queue.get_nowait() == 1);
}
