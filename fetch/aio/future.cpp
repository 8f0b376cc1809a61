#include "fetch/aio/future.hpp"

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

FutureBase::FutureBase(EventLoop& loop) : loop_(&loop) {
  loop.futures_.push_back(*this);
}

void FutureBase::require_someone_else() const {
  if (loop_ != nullptr && loop_->running_task_ == this) throw InvalidState("a task awaits itself");
}

FutureBase::~FutureBase() {
  report_uncollected("a future");
}

void FutureBase::report_uncollected(const std::string& whose) {
  if (state_ != State::error || collected_ || loop_ == nullptr) return;
  collected_ = true;
  loop_->report("error in " + whose + " was never collected", error_);
}

void FutureBase::require_pending() const {
  if (done()) throw InvalidState("the future has its result already");
}

void FutureBase::finish_with_error(std::exception_ptr error) {
  error_ = std::move(error);
  finish(State::error);
}

void FutureBase::finish(State state) {
  state_ = state;
  while (Parked* const waiter = waiters_.pop_front()) {
    if (state == State::cancelled) {
      waiter->wake_cancelled();
    } else {
      waiter->wake();
    }
  }
  while (DoneListener* const listener = listeners_.pop_front()) listener->ended(*this);
  for (auto& callback : std::exchange(callbacks_, {})) call_back(std::move(callback));
}

void FutureBase::rethrow() {
  if (state_ == State::pending) throw InvalidState("the result is not there yet");
  if (state_ == State::cancelled) throw Cancelled();
  if (state_ != State::error) return;
  collected_ = true;
  std::rethrow_exception(error_);
}

std::exception_ptr FutureBase::exception() {
  if (state_ == State::pending) throw InvalidState("the result is not there yet");
  if (state_ == State::cancelled) throw Cancelled();
  collected_ = true;
  return error_;
}

void FutureBase::add_done_callback(std::function<void()> callback) {
  if (done()) {
    call_back(std::move(callback));
  } else if (loop_ != nullptr) {
    callbacks_.push_back(std::move(callback));
  }
}

void FutureBase::call_back(std::function<void()> callback) {
  if (loop_ != nullptr && !loop_->is_closed()) loop_->call_soon(std::move(callback));
}

void FutureBase::forget_loop() {
  const Ref<FutureBase> keep(this);
  report_uncollected(label());
  loop_ = nullptr;
  unlink();
  callbacks_.clear();
}

bool FutureBase::cancel() {
  if (done()) return false;
  finish(State::cancelled);
  return true;
}

void ResultAwaiterBase::cancel() {
  if (is_passing_on_) {  // tasks that await each other in a circle
    wake_cancelled();
    return;
  }
  is_passing_on_ = true;
  const Ref<FutureBase> keep = awaited_;
  keep->cancel();
  waiting_task().loop()->cancel_requests_.lower(is_passing_on_);
}

}  // namespace trawl::aio
