#include "fetch/aio/priority_queue.hpp"

#include <memory>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

struct Job {
  Job(int of_priority, std::string of_name) : priority(of_priority), name(std::move(of_name)) {}
  bool operator<(const Job& other) const { return priority < other.priority; }
  int priority;
  std::string name;
};

struct ByContent {
  bool operator()(const std::unique_ptr<int>& a, const std::unique_ptr<int>& b) const { return *a < *b; }
};

aio::Coroutine<std::optional<int>> get(aio::PriorityQueue<int>& queue) {
  co_return co_await queue.get();
}

aio::Coroutine<void> put(aio::PriorityQueue<int>& queue, int item) {
  co_await queue.put(item);
}

template <class Queue>
std::string contents(Queue& queue) {
  std::string all;
  while (const auto item = queue.get_nowait()) all += text(*item);
  return all;
}

}  // namespace

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

TEST_CASE("putters wait while a priority queue is full, and each item takes its place when it gets in") {
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

TEST_CASE("the item of a getter that was destroyed goes back to its place") {
  Stage stage;
  aio::PriorityQueue<int> queue;
  auto getter = stage.start("get", get(queue));
  queue.put_nowait(2);
  queue.put_nowait(3);
  queue.put_nowait(1);
  stage.destroy(getter);
  CHECK(contents(queue) == "123");
}

TEST_CASE("a priority queue holds items that only move") {
  Stage stage;
  aio::PriorityQueue<std::unique_ptr<int>, ByContent> queue;
  queue.put_nowait(std::make_unique<int>(2));
  queue.put_nowait(std::make_unique<int>(1));
  CHECK(**queue.get_nowait() == 1);
}
