#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/clock.hpp"
#include "fetch/aio/poller.hpp"
#include "fetch/aio/task.hpp"
#include "fetch/aio/timers.hpp"

namespace aio {

using Callback = std::function<void()>;

/// A callback that waits for its turn or its time.
class ScheduledCall final : public Counted, public ReadyItem, public Timer {
 public:
  ScheduledCall(EventLoop& loop, Callback callback) : loop_(loop), callback_(std::move(callback)) {}
  void run(EventLoop& loop) override;
  void expire() override;
  void cancel();

 private:
  friend class EventLoop;
  EventLoop& loop_;
  Callback callback_;
  Ref<ScheduledCall> self_;  // while it is scheduled
};

/// What call_soon, call_later and call_at give: a way to call it off. Dropping it changes nothing.
class Handle {
 public:
  explicit Handle(Ref<ScheduledCall> call) : call_(std::move(call)) {}
  void cancel() { call_->cancel(); }

 private:
  Ref<ScheduledCall> call_;
};

class SignalWatch;

/// Runs tasks and callbacks, one at a time, on the thread that runs the loop.
/// Owns: every task until it is done. Its destructor drops those that are not.
/// Thread: one; call_soon_threadsafe alone may be called from any.
/// Invariant: callbacks and tasks get their turn in the order in which they became ready; nothing runs inside
/// a setter.
class EventLoop {
 public:
  explicit EventLoop(Clock& clock = SteadyClock::instance());
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// The loop that runs on this thread. Throws InvalidState when there is none.
  static EventLoop& current();

  /// Runs until `work` has ended and gives its result. What else was started goes on when the loop runs
  /// again. On a manual clock: throws InvalidState when nothing can ever happen any more.
  template <class T>
  T run_until_complete(Coroutine<T> work);
  /// Runs until stop().
  void run_forever();
  /// Ends run_forever after the present turn; before it runs, its first turn.
  void stop() { stopping_ = true; }
  /// Runs until nothing is ready and no timer is due, without waiting. For tests that set the clock by hand.
  void run_until_idle();
  /// Cancels every task that is not done and runs until all are.
  void cancel_all();

  Handle call_soon(Callback callback);
  Handle call_later(Duration delay, Callback callback) {
    return call_at(time_after(delay), std::move(callback));
  }
  Handle call_at(TimePoint when, Callback callback);
  /// Thread: any. The loop must live until the call returns, unless it is `callback` that ends it.
  void call_soon_threadsafe(Callback callback);

  /// Calls back on the loop while `fd` is readable (writable), until removed. A second callback replaces the
  /// first. The descriptor stays the caller's; remove it here before closing it.
  void add_reader(int fd, IoCallback callback) { poller_.set_reader(fd, std::move(callback)); }
  void add_writer(int fd, IoCallback callback) { poller_.set_writer(fd, std::move(callback)); }
  bool remove_reader(int fd) { return poller_.remove_reader(fd); }
  bool remove_writer(int fd) { return poller_.remove_writer(fd); }

  /// Calls back on the loop when the process gets the signal, which is blocked on this thread meanwhile.
  /// Requires: called before other threads start, so that they inherit the block.
  void add_signal_handler(int signal, Callback callback);
  bool remove_signal_handler(int signal);

  TimePoint time() const { return clock_.now(); }
  /// Now and `delay`; a delay beyond the clock's range means never.
  TimePoint time_after(Duration delay) const;
  template <class T = void>
  Future<T> create_future() {
    return Future<T>(*this);
  }
  /// Schedules a coroutine. Tasks without a name are called "task-N".
  template <class T>
  Task<T> create_task(Coroutine<T> work, std::string name = {}) {
    if (name.empty()) name = "task-" + std::to_string(++tasks_named_);
    return Task<T>(Ref<TaskState<T>>(new TaskState<T>(*this, std::move(work), std::move(name))));
  }

  /// The task that runs now. Requires: called from inside one.
  TaskBase& running_task() const;
  /// Where errors go that nobody collected; the default prints one line to stderr.
  void set_exception_handler(std::function<void(const std::string& what, std::exception_ptr error)> handler) {
    exception_handler_ = std::move(handler);
  }
  void report(const std::string& what, std::exception_ptr error) noexcept;
  /// Who waits for what, a line a task, in the order they were created: "task-1: sleep".
  std::string dump() const;
  /// Nothing ready, no timer, no task.
  bool is_empty() const { return ready_.is_empty() && timers_.is_empty() && tasks_.is_empty(); }

  // For awaiters.
  void set_timer(Timer& timer, TimePoint due) { timers_.set(timer, due); }
  /// Work goes on elsewhere that will come back through call_soon_threadsafe: a manual clock must not skip
  /// meanwhile.
  void work_left() { ++outside_work_; }
  void work_came_home() { --outside_work_; }

 private:
  friend class FutureBase;
  friend class TaskBase;
  friend class Parked;
  friend class ScheduledCall;
  class Running;

  void drive(TaskBase& task, PromiseBase& frame);
  void run_until(const std::function<bool()>& over);
  void turn(bool may_wait);
  void collect(bool may_wait);
  void wait_for_events();

  Clock& clock_;
  Poller poller_;
  TimerHeap timers_;
  List<ReadyItem> ready_;
  List<FutureBase> futures_, tasks_;
  TaskBase* running_task_ = nullptr;
  bool stopping_ = false;
  int turns_since_poll_ = 0;
  int outside_work_ = 0;
  std::uint64_t tasks_named_ = 0;
  std::unique_ptr<SignalWatch> signals_;
  std::function<void(const std::string&, std::exception_ptr)> exception_handler_;

  std::mutex inbox_mutex_;
  std::vector<Callback> inbox_;  // guarded by inbox_mutex_
};

template <class T>
T EventLoop::run_until_complete(Coroutine<T> work) {
  Task<T> task = create_task(std::move(work), "main");
  const std::function<bool()> over = [&task] { return task.done(); };
  run_until(over);
  if constexpr (std::is_void_v<T>) {
    task.result();
  } else {
    return task.state()->take();
  }
}

/// Schedules a coroutine on the loop that runs.
template <class T>
Task<T> create_task(Coroutine<T> work, std::string name = {}) {
  return EventLoop::current().create_task(std::move(work), std::move(name));
}

/// Runs a program on a loop of its own. What is left when `work` has ended is cancelled and awaited.
template <class T>
T run(Coroutine<T> work) {
  EventLoop loop;
  struct Rest {
    EventLoop& loop;
    ~Rest() { loop.cancel_all(); }
  };
  const Rest rest{loop};
  return loop.run_until_complete(std::move(work));
}

}  // namespace aio
