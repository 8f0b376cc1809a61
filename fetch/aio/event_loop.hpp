#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/clock.hpp"
#include "fetch/aio/detail/cancel_requests.hpp"
#include "fetch/aio/detail/inbox.hpp"
#include "fetch/aio/detail/poller.hpp"
#include "fetch/aio/detail/timers.hpp"
#include "fetch/aio/task.hpp"

namespace trawl::aio {

using Callback = std::function<void()>;

/// A callback that waits for its turn or its time.
class ScheduledCall final : public Counted, public ReadyItem, public Timer {
 public:
  explicit ScheduledCall(Callback callback) : callback_(std::move(callback)) {}
  void run(EventLoop& loop) override;
  void expire() override;
  void cancel();

 private:
  friend class EventLoop;
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
  T run_until_complete(Coroutine<T> work) {
    return run_until_complete(create_task(std::move(work), "main"));
  }
  template <class T>
  T run_until_complete(Task<T> task);
  /// Runs until stop().
  void run_forever();
  /// Ends run_forever after the present turn; before it runs, its first turn.
  void stop() { stopping_ = true; }
  /// Runs until nothing is ready and no timer is due, without waiting. For tests that set the clock by hand.
  void run_until_idle();
  /// Cancels every task that is not done and runs until all are.
  void cancel_all();
  /// Drops what was started and never ended, as the destructor does, and takes nothing new: InvalidState.
  /// Throws InvalidState while it runs.
  void close();
  bool is_running() const { return is_running_; }
  bool is_closed() const { return is_closed_; }

  Handle call_soon(Callback callback);
  Handle call_later(Duration delay, Callback callback) {
    return call_at(time_after(delay), std::move(callback));
  }
  Handle call_at(TimePoint when, Callback callback);
  /// Thread: any. The loop must live until the call returns, unless it is `callback` that ends it.
  void call_soon_threadsafe(Callback callback) { inbox_.put(std::move(callback)); }

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
    require_open();
    return Task<T>(Ref<TaskState<T>>(new TaskState<T>(*this, std::move(work), std::move(name))));
  }

  /// The task that runs now. Requires: called from inside one.
  TaskBase& running_task() const;
  /// The same; null outside of one.
  Ref<TaskBase> current_task() const { return Ref<TaskBase>(running_task_); }
  /// Those that have not ended, in the order they were created.
  std::vector<Ref<TaskBase>> all_tasks() const;
  /// Where errors go that nobody collected; the default prints one line to stderr.
  void set_exception_handler(std::function<void(const std::string& what, std::exception_ptr error)> handler) {
    exception_handler_ = std::move(handler);
  }
  void report(const std::string& what, std::exception_ptr error) noexcept;
  /// Who waits for what and how long already, a line a task, in the order they were created:
  /// "task-1: sleep for 0.250 s".
  std::string dump() const;
  /// In debug mode the loop reports each task or callback that held it for longer than a limit (100 ms unless
  /// set), and each task that was dropped before it had ended.
  void set_debug(bool is_debug) { is_debug_ = is_debug; }
  bool is_debug() const { return is_debug_; }
  void set_slow_callback_duration(Duration limit) { slow_callback_duration_ = limit; }
  /// Nothing ready, no timer, no task.
  bool is_empty() const { return ready_.is_empty() && timers_.is_empty() && tasks_.is_empty(); }

  // For awaiters.
  /// The time when the clock was last looked at.
  TimePoint looked_at_clock() const { return looked_at_clock_; }
  void set_timer(Timer& timer, TimePoint due) { timers_.set(timer, due); }
  /// Work goes on elsewhere that will come back through call_soon_threadsafe: a manual clock must not skip
  /// meanwhile.
  void work_left() { ++outside_work_; }
  void work_came_home() { --outside_work_; }

 private:
  friend class FutureBase;
  friend class ResultAwaiterBase;
  friend class TaskBase;
  friend class Parked;
  friend class ScheduledCall;
  class Running;

  void require_open() const;
  void drop_everything();
  void drive(TaskBase& task, PromiseBase& frame);
  void run_watched(ReadyItem& item);
  void run_until(const std::function<bool()>& over);
  void turn(bool may_wait);
  void collect(bool may_wait);
  void wait_for_events();

  Clock& clock_;
  Poller poller_;
  TimerHeap timers_;
  List<ReadyItem> ready_;
  List<FutureBase> futures_, tasks_;
  CancelRequests cancel_requests_;
  TaskBase* running_task_ = nullptr;
  bool stopping_ = false;
  bool is_running_ = false;
  bool is_closed_ = false;
  bool is_debug_ = false;
  Duration slow_callback_duration_ = std::chrono::milliseconds(100);
  TimePoint looked_at_clock_;
  int turns_since_poll_ = 0;
  int outside_work_ = 0;
  std::uint64_t tasks_named_ = 0;
  std::unique_ptr<SignalWatch> signals_;
  std::function<void(const std::string&, std::exception_ptr)> exception_handler_;

  Inbox inbox_{poller_.wake_up()};
};

template <class T>
T EventLoop::run_until_complete(Task<T> task) {
  const std::function<bool()> over = [&task] { return task.done(); };
  run_until(over);
  if constexpr (std::is_void_v<T>) {
    task.result();
  } else {
    return task.state()->take();
  }
}

/// The task that runs; null outside of one. Requires: a loop runs.
inline Ref<TaskBase> current_task() {
  return EventLoop::current().current_task();
}

/// The tasks of the loop that runs that have not ended.
inline std::vector<Ref<TaskBase>> all_tasks() {
  return EventLoop::current().all_tasks();
}

/// Schedules a coroutine on the loop that runs.
template <class T>
Task<T> create_task(Coroutine<T> work, std::string name = {}) {
  return EventLoop::current().create_task(std::move(work), std::move(name));
}

}  // namespace trawl::aio
