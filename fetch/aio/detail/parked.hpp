#pragma once
#include <coroutine>
#include <string>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/detail/intrusive_list.hpp"

namespace trawl::aio {

class EventLoop;
class TaskBase;

/// Something that waits for its turn on the loop: a coroutine to resume, or a callback.
class ReadyItem : public Link {
 public:
  /// The loop unlinks it and then calls this.
  virtual void run(EventLoop& loop) = 0;
  /// Its name in the reports of debug mode.
  virtual std::string label() const { return "a callback"; }

 protected:
  ReadyItem() = default;
  virtual ~ReadyItem() = default;
};

/// A coroutine that waits: the base of every awaiter. It lives in the frame of the waiting coroutine and is
/// linked into the list of what it waits on, later into the loop's ready list; its destructor unlinks it. The
/// loop holds no bare handle, so a frame may be destroyed at any moment.
/// Invariant: while it is in a primitive's list, the task waits on exactly this; while it is in the ready
/// list, the task waits on nothing.
/// Cancel: by default it leaves the primitive's list and wakes with Cancelled. A value that was delivered
/// wins over a later cancel, and so does a value that arrives although the wait was asked to end; the task
/// then gets Cancelled at its next wait. Several requests count as one until the task has got Cancelled. A
/// derived class whose wake-up carries something (an item, a permit) passes it on in its destructor if
/// `was_woken()`.
class Parked : public ReadyItem {
 public:
  void run(EventLoop& loop) final;
  std::string label() const final;

  /// The primitive calls this when the wait is over. The task goes on at the loop's next turn, never inside
  /// this call.
  void wake();
  /// The same, with Cancelled.
  void wake_cancelled();

  /// Task::cancel calls this while the task waits on it. A wait that cannot end at once, such as a join,
  /// passes the request on and stays.
  virtual void cancel();

  /// What is waited on, for dump(): "sleep", "queue.get".
  virtual std::string what() const { return "something"; }

 protected:
  Parked() = default;
  ~Parked() override;

  /// Makes the running task wait on this. The caller then links it into the list it will be woken from. False
  /// when the task was asked to cancel: then it must not suspend, and await_resume throws Cancelled.
  bool park(PromiseBase& frame);
  template <class Promise>
  bool park(std::coroutine_handle<Promise> frame) {
    return park(static_cast<PromiseBase&>(frame.promise()));
  }

  /// Parks in any case, for awaiters that must wait even when cancelled, such as a join. True when a cancel
  /// request was pending; the caller then calls cancel().
  bool park_even_if_cancelled(PromiseBase& frame);

  /// Call first in await_resume. Throws Cancelled when the wait ended that way. A request that did not end
  /// the wait is kept for the next one.
  void settle();
  /// True when it was woken with a value that the coroutine has not seen yet.
  bool was_woken() const { return state_ == State::woken; }
  bool is_waiting() const { return state_ == State::waiting; }
  /// Requires: parked.
  TaskBase& waiting_task() const { return *task_; }
  /// True when a cancel request came during this wait.
  bool was_asked_to_cancel() const { return was_asked_; }

 private:
  friend class TaskBase;
  enum class State { idle, waiting, woken, cancelled };

  void enter(TaskBase& task, PromiseBase& frame);
  void make_ready(State state);

  TaskBase* task_ = nullptr;
  PromiseBase* frame_ = nullptr;
  State state_ = State::idle;
  bool was_asked_ = false;
};

}  // namespace trawl::aio
