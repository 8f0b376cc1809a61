#include "fetch/aio/task.hpp"

#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/task_group.hpp"

namespace trawl::aio {

constinit thread_local std::coroutine_handle<> next_coroutine;

TaskBase::TaskBase(EventLoop& loop, std::string name) : FutureBase(loop), name_(std::move(name)) {
  if (name_.empty()) number_ = ++loop.tasks_named_;
}

const std::string& TaskBase::name() const {
  if (name_.empty()) name_ = "task-" + std::to_string(number_);
  return name_;
}

TaskBase::~TaskBase() {
  if (has_error()) report_uncollected(label());
}

void TaskBase::start(PromiseBase& root) {
  self_ = Ref<TaskBase>(this);
  loop_->tasks_.push_back(*this);
  starter_.begin(*this, root);
}

void TaskBase::Starter::begin(TaskBase& task, PromiseBase& root) {
  enter(task, root);
  wake();
}

bool TaskBase::cancel() {
  if (done()) return false;
  loop_->cancel_requests_.ask(*this);
  return true;
}

void TaskBase::receive_cancel() {
  if (done()) return;
  ++cancel_requests_;
  if (parked_ != nullptr && parked_->is_waiting()) {
    parked_->was_asked_ = true;
    parked_->cancel();
  } else if (parked_ == nullptr || parked_->state_ != Parked::State::cancelled) {
    must_cancel_ = true;
  }
}

bool TaskBase::uncancel(int before) {
  --cancel_requests_;
  if (cancel_requests_ > before) return false;
  must_cancel_ = false;
  return true;
}

std::string TaskBase::waits_on() const {
  return parked_ != nullptr && parked_->is_waiting() ? parked_->what() : "";
}

void TaskBase::drop() {
  if (done()) return;
  // Collected here first: if the destructors of the groups did this, nested groups would recurse.
  std::vector<Ref<TaskBase>> doomed{Ref<TaskBase>(this)};
  for (std::size_t i = 0; i < doomed.size(); ++i) {
    const List<TaskGroup>& groups = doomed[i]->groups_;
    for (const TaskGroup* group = groups.front(); group != nullptr; group = groups.next(*group)) {
      group->append_children(doomed);
    }
  }
  for (; !doomed.empty(); doomed.pop_back()) doomed.back()->destroy_frames();
}

void TaskBase::destroy_frames() {
  if (done()) return;
  if (loop_->is_debug()) loop_->report(label(), std::make_exception_ptr(DroppedWhilePending(waits_on())));
  if (parked_ != nullptr) PromiseBase::destroy_chain(parked_->frame_);
  starter_.unlink();
  conclude(false);
  retire();
}

void TaskBase::retire() {
  loop_->futures_.push_back(*this);
  self_ = {};
}

}  // namespace trawl::aio
