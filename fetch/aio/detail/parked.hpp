#pragma once
#include <coroutine>
#include <string>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/detail/intrusive_list.hpp"

namespace trawl::aio {

class EventLoop;
class TaskBase;

/// Something that gets its turn on the loop: a coroutine to go on with, or a callback.
class ReadyItem : public Link {
 public:
  /// Called by the loop, which has unlinked it before.
  virtual void run(EventLoop& loop) = 0;
  /// How debug mode calls it.
  virtual std::string label() const { return "a callback"; }

 protected:
  ReadyItem() = default;
  virtual ~ReadyItem() = default;
};

/// A coroutine that waits: the base of every awaiter. It lives in the waiting coroutine's own frame and is
/// linked into the list of whatever it waits on, later into the loop's ready list; its destructor takes it
/// out of either. Invariant: linked in a primitive's list = the task waits on exactly this; linked in the
/// ready list = the task waits on nothing. The loop holds no bare handle, so a frame may be destroyed at any
/// moment. Cancel: the default leaves the primitive's list and wakes with Cancelled. A value that was
/// delivered wins over a later cancel, and so does one that comes although the wait was asked to end; the
/// request then meets the task at its next wait. Several requests before the task has met one are one. A
/// derived class whose wake-up carries something (an item, a permit) passes it on in its destructor when
/// `was_woken()`.
class Parked : public ReadyItem {
 public:
  void run(EventLoop& loop) final;
  std::string label() const final;

  /// Called by the primitive: the wait is over, the task goes on at the loop's next turn. Never resumes by
  /// itself.
  void wake();
  /// The same, with Cancelled.
  void wake_cancelled();

  /// Called by Task::cancel while the task waits on this. What cannot end at once, such as a join, passes the
  /// request on and stays.
  virtual void cancel();

  /// For dump(): what is waited on, as in "sleep" or "queue.get".
  virtual std::string what() const { return "something"; }

 protected:
  Parked() = default;
  ~Parked() override;

  /// Makes the running task wait on this. The caller then links it where it will be woken from. False when
  /// the task has been asked to cancel: then it must not suspend, and await_resume throws Cancelled.
  bool park(PromiseBase& frame);
  template <class Promise>
  bool park(std::coroutine_handle<Promise> frame) {
    return park(static_cast<PromiseBase&>(frame.promise()));
  }

  /// For those that must wait on all the same, such as a join: parks in any case, and tells whether a cancel
  /// request was pending; the caller then calls cancel().
  bool park_even_if_cancelled(PromiseBase& frame);

  /// First thing in await_resume: throws Cancelled when that is how the wait ended. A request that did not
  /// end it is kept for the next wait.
  void settle();
  /// Woken with a value, which the coroutine has not seen yet.
  bool was_woken() const { return state_ == State::woken; }
  bool is_waiting() const { return state_ == State::waiting; }
  /// Requires: parked.
  TaskBase& waiting_task() const { return *task_; }
  /// A cancel request came during this wait.
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
