#include "fetch/aio/task_group.hpp"

namespace trawl::aio {

TaskGroup::TaskGroup(EventLoop& loop) : loop_(loop) {
  if (const Ref<TaskBase> maker = loop.current_task()) maker->groups_.push_back(*this);
}

TaskGroup::~TaskGroup() {
  while (!children_.empty()) {
    const Ref<TaskBase> child = children_.front().task;
    child->drop();
  }
  if (error_) loop_.report("error in a task group that was not joined", error_);
}

void TaskGroup::require_open() const {
  if (is_joined_) throw InvalidState("the task group is over");
  if (error_) throw InvalidState("the task group has failed");
}

void TaskGroup::adopt(const Ref<TaskBase>& task) {
  Child& child = children_.emplace_back(*this, task);
  child.place = std::prev(children_.end());
  task->add_listener(child);
  if (is_cancelled_) task->cancel();
}

void TaskGroup::cancel() {
  is_cancelled_ = true;
  // Cancelling a child may end other children at once, so the list is copied first.
  std::vector<Ref<TaskBase>> all;
  append_children(all);
  for (const Ref<TaskBase>& task : all) task->cancel();
}

void TaskGroup::child_ended(std::list<Child>::iterator child) {
  const Ref<TaskBase> task = child->task;
  children_.erase(child);
  if (!task->cancelled() && task->has_error() && !error_) {
    error_ = task->exception();
    cancel();
  }
  if (children_.empty() && joiner_ != nullptr) std::exchange(joiner_, nullptr)->all_ended();
}

TaskGroup::Join::~Join() {
  if (group_.joiner_ == this) group_.joiner_ = nullptr;
}

void TaskGroup::Join::all_ended() {
  group_.is_joined_ = true;
  if (was_asked_to_cancel() && !group_.error_) {
    wake_cancelled();
  } else {
    wake();
  }
}

void TaskGroup::Join::await_resume() {
  group_.is_joined_ = true;
  settle();
  if (group_.error_) std::rethrow_exception(std::exchange(group_.error_, nullptr));
}

}  // namespace trawl::aio
