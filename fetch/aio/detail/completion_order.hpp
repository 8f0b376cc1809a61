#pragma once
#include <cstddef>
#include <deque>
#include <vector>

#include "fetch/aio/queue.hpp"
#include "fetch/aio/task.hpp"

namespace trawl::aio {

/// Gives the places of tasks in the order in which the tasks end; those that have ended already come first.
/// It cancels nothing and collects no error. Thread: the loop's.
class CompletionOrder {
 public:
  explicit CompletionOrder(const std::vector<Ref<TaskBase>>& tasks) : left_(tasks.size()) {
    for (const Ref<TaskBase>& task : tasks) watch(*task);
    if (tasks.empty()) ended_.close();
  }
  template <class T>
  explicit CompletionOrder(const std::vector<Task<T>>& tasks) : CompletionOrder(states_of(tasks)) {}
  CompletionOrder(const CompletionOrder&) = delete;
  CompletionOrder& operator=(const CompletionOrder&) = delete;

  /// The place, in the vector of tasks, of the next one to end; none after the last.
  Queue<std::size_t>::Get next() { return ended_.get(); }

 private:
  struct Watch final : DoneListener {
    Watch(CompletionOrder& watching_order, std::size_t task_place)
        : order(watching_order), place(task_place) {}
    void ended(FutureBase&) override { order.add(place); }
    CompletionOrder& order;
    const std::size_t place;
  };

  template <class T>
  static std::vector<Ref<TaskBase>> states_of(const std::vector<Task<T>>& tasks) {
    std::vector<Ref<TaskBase>> states;
    for (const Task<T>& task : tasks) states.push_back(task.state());
    return states;
  }
  void watch(TaskBase& task) {
    Watch& watch = watches_.emplace_back(*this, watches_.size());
    if (task.done()) {
      add(watch.place);
    } else {
      task.add_listener(watch);
    }
  }
  void add(std::size_t place) {
    ended_.put_nowait(std::move(place));
    if (--left_ == 0) ended_.close();
  }

  std::size_t left_;  // tasks that have not ended
  Queue<std::size_t> ended_;
  std::deque<Watch> watches_;
};

}  // namespace trawl::aio
