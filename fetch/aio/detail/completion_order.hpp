#pragma once
#include <cstddef>
#include <deque>
#include <vector>

#include "fetch/aio/queue.hpp"
#include "fetch/aio/task.hpp"

namespace trawl::aio {

/// Tells which of some tasks ended, in the order in which they did; those that had ended before it was made
/// come first. It cancels nothing and collects no error. Thread: the loop's.
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

  /// The place of the next one among the tasks; none when all have been told.
  Queue<std::size_t>::Get next() { return ended_.get(); }

 private:
  struct Watch final : DoneListener {
    Watch(CompletionOrder& of_order, std::size_t of_place) : order(of_order), place(of_place) {}
    void ended(FutureBase&) override { order.tell(place); }
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
      tell(watch.place);
    } else {
      task.add_listener(watch);
    }
  }
  void tell(std::size_t place) {
    ended_.put_nowait(std::move(place));
    if (--left_ == 0) ended_.close();
  }

  std::size_t left_;  // to be told
  Queue<std::size_t> ended_;
  std::deque<Watch> watches_;
};

}  // namespace trawl::aio
