#include "fetch/aio/detail/parked.hpp"

#include "fetch/aio/errors.hpp"
#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/task.hpp"

namespace trawl::aio {

Parked::~Parked() {
  if (task_ != nullptr && task_->parked_ == this) task_->parked_ = nullptr;
}

bool Parked::park(PromiseBase& frame) {
  TaskBase& task = EventLoop::current().running_task();
  if (task.must_cancel_) {
    task.must_cancel_ = false;
    state_ = State::cancelled;
    return false;
  }
  enter(task, frame);
  return true;
}

bool Parked::park_even_if_cancelled(PromiseBase& frame) {
  TaskBase& task = EventLoop::current().running_task();
  enter(task, frame);
  was_asked_ = std::exchange(task.must_cancel_, false);
  return was_asked_;
}

void Parked::enter(TaskBase& task, PromiseBase& frame) {
  task_ = &task;
  frame_ = &frame;
  state_ = State::waiting;
  was_asked_ = false;
  task.parked_ = this;
  task.waits_since_ = task.loop()->last_reading();
}

void Parked::make_ready(State state) {
  state_ = state;
  task_->loop()->ready_.push_back(*this);
}

void Parked::wake() {
  make_ready(State::woken);
}

void Parked::wake_cancelled() {
  make_ready(State::cancelled);
}

void Parked::cancel() {
  wake_cancelled();
}

void Parked::settle() {
  const bool was_cancelled = state_ == State::cancelled;
  state_ = State::idle;
  if (was_cancelled) throw Cancelled();
  if (was_asked_) task_->must_cancel_ = true;
}

void Parked::run(EventLoop& loop) {
  task_->parked_ = nullptr;
  loop.drive(*task_, *frame_);
}

std::string Parked::label() const {
  return task_->label();
}

}  // namespace trawl::aio
