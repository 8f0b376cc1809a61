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

/// A callback that waits for its turn or for its time.
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

/// Can cancel a call that was made with call_soon, call_later or call_at. Dropping it changes nothing.
class Handle {
 public:
  explicit Handle(Ref<ScheduledCall> call) : call_(std::move(call)) {}
  void cancel() { call_->cancel(); }

 private:
  Ref<ScheduledCall> call_;
};

class SignalWatch;

/// Runs tasks and callbacks, one at a time, on the thread that runs the loop.
/// Owns: every task until it is done. Its destructor drops those that are not done.
/// Thread: one; only call_soon_threadsafe may be called from others.
/// Invariant: callbacks and tasks get their turns in the order in which they became ready, except after
/// callbacks of descriptors that took long; nothing runs inside a setter.
class EventLoop {
 public:
  explicit EventLoop(Clock& clock = SteadyClock::instance());
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// The loop that runs on this thread. Throws InvalidState if there is none.
  static EventLoop& current();
  /// Throws InvalidState if a loop runs on this thread. A forked child counts as running what its parent ran.
  static void require_none_running();

  /// Runs until `work` has ended and gives its result. Other tasks go on when the loop runs again. Throws
  /// InvalidState when stop() is called before; the task stays on the loop. With a manual clock: throws
  /// InvalidState when every task waits and nothing can wake one.
  template <class T>
  T run_until_complete(Coroutine<T> work) {
    return run_until_complete(create_task(std::move(work), "main"));
  }
  template <class T>
  T run_until_complete(Task<T> task);
  /// The same, but leaves the result in the task.
  template <class T>
  void run_until_done(const Task<T>& task) {
    const std::function<bool()> over = [&task] { return task.done(); };
    run_until(over);
  }
  /// Runs until stop().
  void run_forever();
  /// Ends run_forever or run_until_complete after the current turn; if neither runs yet, the next one after
  /// its first turn.
  void stop() { stopping_ = true; }
  /// Runs, without waiting, until nothing is ready and no timer is due. For tests that set the clock by hand.
  void run_until_idle();
  /// Cancels every task that is not done, once, whether it was cancelled before or not, and also those that
  /// are created meanwhile. Runs until all are done, whoever calls stop().
  void cancel_all();
  /// Drops the tasks that have not ended, as the destructor does. New tasks and calls then throw
  /// InvalidState, also on other threads, and so does this while the loop runs.
  void close();
  bool is_running() const { return is_running_; }
  bool is_closed() const { return is_closed_; }

  Handle call_soon(Callback callback);
  Handle call_later(Duration delay, Callback callback) {
    return call_at(time_after(delay), std::move(callback));
  }
  Handle call_at(TimePoint when, Callback callback);
  /// Thread: any. The loop must live until this returns, unless `callback` itself destroys it. Throws
  /// InvalidState if it is closed. If it ends before the call, it destroys `callback` on its own thread.
  void call_soon_threadsafe(Callback callback) {
    if (!inbox_->put(std::move(callback))) throw InvalidState("the loop is closed");
  }

  /// Calls `callback` on the loop while `fd` is readable (writable), until it is removed. A second callback
  /// replaces the first. The descriptor stays the caller's, who must remove it here before closing it. Throws
  /// InvalidState if the loop is closed, or if a task waits for that with readable() (writable()).
  void add_reader(int fd, IoCallback callback) { add_watch(fd, Direction::reading, std::move(callback)); }
  void add_writer(int fd, IoCallback callback) { add_watch(fd, Direction::writing, std::move(callback)); }
  bool remove_reader(int fd) { return poller_.remove(fd, Direction::reading); }
  bool remove_writer(int fd) { return poller_.remove(fd, Direction::writing); }

  /// Calls `callback` on the loop when the process gets the signal, which is blocked on this thread until the
  /// handler is removed. Requires: called before other threads start, so that they inherit the block.
  void add_signal_handler(int signal, Callback callback);
  bool remove_signal_handler(int signal);

  TimePoint time() const { return clock_.now(); }
  /// The time now plus `delay`; a delay beyond the clock's range means never, or long ago.
  TimePoint time_after(Duration delay) const { return aio::time_after(time(), delay); }
  template <class T = void>
  Future<T> create_future() {
    return Future<T>(*this);
  }
  /// Schedules a coroutine as a task. A task without a name is called "task-N".
  template <class T>
  Task<T> create_task(Coroutine<T> work, std::string name = {}) {
    require_open();
    return Task<T>(Ref<TaskState<T>>(new TaskState<T>(*this, std::move(work), std::move(name))));
  }

  /// The running task. Throws InvalidState outside of a task.
  TaskBase& running_task() const;
  /// The running task; null outside of a task.
  Ref<TaskBase> current_task() const { return Ref<TaskBase>(running_task_); }
  /// The tasks that have not ended, in the order they were created.
  std::vector<Ref<TaskBase>> all_tasks() const;
  /// Sets what receives the errors that nobody collected. By default they are printed to stderr, a line each.
  void set_exception_handler(std::function<void(const std::string& what, std::exception_ptr error)> handler) {
    exception_handler_ = std::move(handler);
  }
  void report(const std::string& what, std::exception_ptr error) noexcept;
  /// What each task waits on and for how long it has, a line per task in the order they were created, such as
  /// "task-1: sleep for 0.250 s".
  std::string dump() const;
  /// In debug mode the loop reports each task or callback that held it for longer than the slow callback
  /// duration (100 ms unless set), and each task that is dropped before it has ended.
  void set_debug(bool is_debug) { is_debug_ = is_debug; }
  bool is_debug() const { return is_debug_; }
  void set_slow_callback_duration(Duration limit) { slow_callback_duration_ = limit; }
  /// The longest time since the last call of this, or since the loop was made, in which tasks and callbacks
  /// ran while timers, descriptors and calls from other threads waited.
  Duration take_longest_hold() { return std::exchange(longest_hold_, Duration::zero()); }
  /// True when nothing is ready, no timer is set and every task has ended.
  bool is_empty() const { return ready_.is_empty() && timers_.is_empty() && tasks_.is_empty(); }

  // For awaiters.
  /// Call instead of a wait that is not needed. If true, give the others a turn all the same, so that a task
  /// that never has to wait does not keep the loop to itself: true at one call in 4,096, and, at one in 64,
  /// when the task has kept its turn for 2 ms since an earlier such call.
  bool owes_a_turn() { return ++turns_kept_ % 64 == 0 && has_kept_long(); }
  /// The last reading of the clock: cheaper than time(), and a few turns old at most.
  TimePoint last_reading() const { return last_reading_; }
  /// Call after the callback of a descriptor: if the turn has taken long, timers that are due and calls from
  /// other threads go before the rest of it.
  void end_long_turn();
  void set_timer(Timer& timer, TimePoint due) { timers_.set(timer, due); }
  Poller& poller() { return poller_; }
  /// For threads whose work may outlast the loop: they put their calls here, and learn when it is gone.
  const std::shared_ptr<Inbox>& inbox() const { return inbox_; }
  /// Keeps `call` until it is deleted, or deletes it when the loop ends. Until then a manual clock does not
  /// skip.
  void expect(std::unique_ptr<ExpectedCall> call) { expected_.push_back(*call.release()); }

 private:
  friend class FutureBase;
  friend class ResultAwaiterBase;
  friend class TaskBase;
  friend class Parked;
  friend class ScheduledCall;
  class Running;

  void require_open() const;
  bool has_kept_long();
  void add_watch(int fd, Direction direction, IoCallback callback) {
    require_open();
    poller_.set(fd, direction, std::move(callback));
  }
  void drop_everything();
  void drop_scheduled();
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
  List<ExpectedCall> expected_;  // owned
  CancelRequests cancel_requests_;
  TaskBase* running_task_ = nullptr;
  bool stopping_ = false;
  bool is_running_ = false;
  bool is_closed_ = false;
  bool is_debug_ = false;
  bool is_turn_over_ = false;
  Duration slow_callback_duration_ = std::chrono::milliseconds(100);
  TimePoint last_reading_;
  Duration longest_hold_ = Duration::zero();
  int turns_since_poll_ = 0;
  unsigned turns_kept_ = 0;
  int kept_turn_ = -1;  // turns_since_poll_ when kept_since_ was set
  TimePoint kept_since_;
  std::uint64_t tasks_named_ = 0;
  std::unique_ptr<SignalWatch> signals_;
  std::function<void(const std::string&, std::exception_ptr)> exception_handler_;

  // Shared with those who come home from other threads.
  const std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>(poller_.wake_up());
};

template <class T>
T EventLoop::run_until_complete(Task<T> task) {
  run_until_done(task);
  if constexpr (std::is_void_v<T>) {
    task.result();
  } else {
    return task.state()->take();
  }
}

/// The running task; null outside of a task. Requires: a loop runs.
inline Ref<TaskBase> current_task() {
  return EventLoop::current().current_task();
}

/// The tasks of the running loop that have not ended.
inline std::vector<Ref<TaskBase>> all_tasks() {
  return EventLoop::current().all_tasks();
}

/// Schedules a coroutine on the running loop.
template <class T>
Task<T> create_task(Coroutine<T> work, std::string name = {}) {
  return EventLoop::current().create_task(std::move(work), std::move(name));
}

}  // namespace trawl::aio
