#pragma once
#include <exception>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// Tasks that end together: `co_await group.join()` returns when **all** have ended. The first error cancels
/// the rest and comes out of join(); later errors are reported. A child that someone else cancels is not an
/// error. Cancel: a cancelled join cancels the children, waits for them, then throws Cancelled; a child's
/// error wins over that.
/// Owns: its children. If it is destroyed before they have ended, or the task that made it is dropped, it
/// drops them where they stand: their locals are destroyed, without further awaits. What the children refer
/// to must outlive the group. Requires: it is not destroyed by one of its own children. Thread: the loop's.
class TaskGroup : public Link {
 public:
  class Join;

  explicit TaskGroup(EventLoop& loop = EventLoop::current());
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Schedules a child. After cancel() the child is cancelled before it begins. Throws InvalidState after an
  /// error, and once the group has been joined.
  template <class T>
  Task<T> create_task(Coroutine<T> work, std::string name = {}) {
    require_open();
    Task<T> task = loop_.create_task(std::move(work), std::move(name));
    adopt(task.state());
    return task;
  }
  /// Cancels every child.
  void cancel();
  std::size_t running() const { return children_.size(); }
  /// Appends the children that have not ended to `tasks`.
  void append_children(std::vector<Ref<TaskBase>>& tasks) const {
    for (const Child& child : children_) tasks.push_back(child.task);
  }
  /// Waits for all children, also those that are created meanwhile. A second join throws InvalidState.
  Join join();

 private:
  struct Child final : DoneListener {
    Child(TaskGroup& parent, Ref<TaskBase> child) : group(parent), task(std::move(child)) {}
    void ended(FutureBase&) override { group.child_ended(place); }
    TaskGroup& group;
    Ref<TaskBase> task;
    std::list<Child>::iterator place;
  };

  void require_open() const;
  void adopt(const Ref<TaskBase>& task);
  void child_ended(std::list<Child>::iterator child);

  EventLoop& loop_;
  std::list<Child> children_;  // only those that have not ended
  std::exception_ptr error_;
  bool is_cancelled_ = false;
  bool is_joined_ = false;
  Join* joiner_ = nullptr;
};

/// The awaiter of TaskGroup::join.
class [[nodiscard]] TaskGroup::Join final : public Parked {
 public:
  explicit Join(TaskGroup& group) : group_(group) {}
  ~Join() override;
  bool await_ready() const {
    if (group_.is_joined_) throw InvalidState("the task group was joined before");
    return group_.children_.empty();
  }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> frame) {
    const bool is_cancelled = park_even_if_cancelled(frame.promise());
    group_.joiner_ = this;
    if (is_cancelled) cancel();
  }
  void await_resume();
  void cancel() override { group_.cancel(); }
  std::string what() const override { return "task_group.join"; }

 private:
  friend class TaskGroup;
  void all_ended();
  TaskGroup& group_;
};

inline TaskGroup::Join TaskGroup::join() {
  return Join(*this);
}

}  // namespace trawl::aio
