#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "fetch/aio/clock.hpp"
#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/future.hpp"

namespace trawl::aio {

class TaskGroup;

/// The part of a task that does not depend on the type of its result.
/// Invariant: until it is done, it either is ready and waits on nothing, or waits on exactly one thing and is
/// not ready. The loop holds it until it is done, so every handle may be dropped.
class TaskBase : public FutureBase {
 public:
  /// Asks the one thing that the task waits on to end the wait with Cancelled. A task that is ready gets
  /// Cancelled at its next wait; a task that has not begun never begins. False if it is done already.
  bool cancel() override;
  /// How many cancel() requests have not been taken back.
  int cancelling() const { return cancel_requests_; }
  /// Those of them that it need not meet any more: cancelling(), less one while Cancelled is to come at the
  /// next wait.
  int cancels_met() const { return cancel_requests_ - (must_cancel_ ? 1 : 0); }
  /// Takes one request back, for scopes such as timeout that cancel their own task. `before` is the value of
  /// cancels_met() when the scope began. True if nobody else's request has come or was still to be met since;
  /// the next wait is then not cancelled.
  bool uncancel(int before);

  /// The name it was given, or "task-N".
  const std::string& name() const;
  /// What it waits on, as text; "" if it is ready.
  std::string waits_on() const;
  /// When its wait began, by the loop's last reading of the clock.
  TimePoint waits_since() const { return waits_since_; }

  /// Destroys its frames where they stand and ends it as cancelled, without giving it another turn. The
  /// children of the groups it made, and their children, go before it. In debug mode this is reported.
  void drop();

 protected:
  TaskBase(EventLoop& loop, std::string name);
  ~TaskBase() override;

  /// Lets go of itself; called once it is done.
  void retire();
  /// Puts the task on the ready list. `root` is its outermost frame.
  void start(PromiseBase& root);
  virtual bool has_ended() const = 0;
  /// Takes the outcome of the coroutine if it has `run_to_end`, else ends as cancelled; lets go of the frame.
  virtual void conclude(bool run_to_end) = 0;
  std::string label() const override { return "task " + name(); }

 private:
  friend class Parked;
  friend class EventLoop;
  friend class CancelRequests;
  friend class TaskGroup;

  void receive_cancel();
  void destroy_frames();

  class Starter final : public Parked {
   public:
    void begin(TaskBase& task, PromiseBase& root);
  };

  mutable std::string name_;  // if none was given, made when someone asks for it
  std::uint64_t number_ = 0;  // the N of "task-N"
  Parked* parked_ = nullptr;  // where it is suspended, whether it waits or is ready
  TimePoint waits_since_;
  Starter starter_;
  List<TaskGroup> groups_;  // those it made
  int cancel_requests_ = 0;
  bool must_cancel_ = false;  // at the next wait
  bool has_begun_ = false;
  bool was_asked_to_end_ = false;  // by EventLoop::cancel_all
  Ref<TaskBase> self_;             // until it is done
};

template <class T>
class TaskState final : public Holding<T, TaskBase> {
 public:
  TaskState(EventLoop& loop, Coroutine<T> work, std::string name)
      : Holding<T, TaskBase>(loop, std::move(name)), work_(std::move(work)) {
    this->start(work_->promise_base());
  }

 private:
  bool has_ended() const override { return work_->has_ended(); }
  void conclude(bool run_to_end) override {
    if (!run_to_end) {
      work_.reset();
      this->finish(FutureBase::State::cancelled);
      return;
    }
    std::exception_ptr error;
    try {
      if constexpr (std::is_void_v<T>) {
        work_->take();
        work_.reset();
        this->finish_with_value();
      } else {
        typename Holding<T, TaskBase>::Stored value = work_->take();
        work_.reset();
        this->finish_with_value(std::move(value));
      }
      return;
    } catch (const Cancelled&) {
    } catch (...) {
      error = std::current_exception();
    }
    work_.reset();
    if (error) {
      this->finish_with_error(std::move(error));
    } else {
      this->finish(FutureBase::State::cancelled);
    }
  }

  std::optional<Coroutine<T>> work_;
};

/// The handle of a scheduled coroutine. Copies refer to the same task; it runs on when all are dropped.
/// Awaiting it gives its result or throws what it threw (Cancelled if it was cancelled); any number may await
/// it. An error that nobody collects is reported once, with the task's name, and stops nobody else.
/// Thread: the loop's.
template <class T = void>
class Task {
 public:
  using State = TaskState<T>;

  explicit Task(Ref<State> state) : state_(std::move(state)) {}

  bool cancel() { return state_->cancel(); }
  bool done() const { return state_->done(); }
  bool cancelled() const { return state_->cancelled(); }
  int cancelling() const { return state_->cancelling(); }
  const std::string& name() const { return state_->name(); }
  /// Throws what it ended with; InvalidState while it runs.
  const typename State::Stored& result() const { return state_->result(); }
  std::exception_ptr exception() const { return state_->exception(); }
  void add_done_callback(std::function<void()> callback) { state_->add_done_callback(std::move(callback)); }
  const Ref<State>& state() const { return state_; }

  auto operator co_await() const& { return ResultAwaiter<State>(state_); }
  auto operator co_await() && { return TakingAwaiter<State>(std::move(state_)); }

 private:
  Ref<State> state_;
};

}  // namespace trawl::aio
