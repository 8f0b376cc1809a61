#include "fetch/aio/event_loop.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "fetch/aio/detail/signals.hpp"

namespace trawl::aio {

namespace {
constinit thread_local EventLoop* running_loop = nullptr;

/// How many ready items may run before descriptors and clock are checked again.
constexpr int kTurnsPerPoll = 64;
/// How long callbacks of descriptors may take before the same happens. Timers that are due and calls from
/// other threads then go before the rest.
constexpr std::chrono::milliseconds kLongestTurn{10};

/// When a task that need not wait gives up its turn. Seldom, because work in one go is cheaper: sending 64
/// lines at a time to each of 500 sockets takes the kernel four times as long as sending 2,500.
constexpr unsigned kMostTurnsKept = 4'096;
constexpr std::chrono::milliseconds kLongestKept{2};

std::string seconds_text(Duration duration) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.3f s", std::chrono::duration<double>(duration).count());
  return text.data();
}
}  // namespace

/// Makes a loop the current one of this thread while this lives.
class EventLoop::Running {
 public:
  explicit Running(EventLoop& loop) {
    require_none_running();
    loop.require_open();
    running_loop = &loop;
    loop.is_running_ = true;
    loop.last_reading_ = loop.time();
  }
  ~Running() {
    running_loop->is_running_ = false;
    running_loop = nullptr;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
};

void ScheduledCall::run(EventLoop& loop) {
  const Ref<ScheduledCall> keep = std::exchange(self_, {});
  const Callback callback = std::move(callback_);  // gone after the call, even if it holds its own handle
  try {
    callback();
  } catch (...) {
    loop.report("error in a callback", std::current_exception());
  }
}

void ScheduledCall::expire() {
  EventLoop::current().ready_.push_back(*this);
}

void ScheduledCall::cancel() {
  const Ref<ScheduledCall> keep = std::exchange(self_, {});
  const Callback dropped = std::move(callback_);
  unlink();
  clear();
}

EventLoop::EventLoop(Clock& clock) : clock_(clock), last_reading_(clock.now()) {}

EventLoop::~EventLoop() {
  drop_everything();
}

void EventLoop::close() {
  if (is_running_) throw InvalidState("a loop cannot be closed while it runs");
  drop_everything();
  signals_.reset();
  is_closed_ = true;
}

void EventLoop::require_open() const {
  if (is_closed_) throw InvalidState("the loop is closed");
}

void EventLoop::drop_everything() {
  drop_scheduled();
  inbox_->close();
  poller_.clear();
  drop_scheduled();
  while (FutureBase* const future = futures_.front()) future->forget_loop();
}

void EventLoop::drop_scheduled() {
  do {  // again, because the destructors of what is dropped may start something
    while (FutureBase* const task = tasks_.front()) static_cast<TaskBase*>(task)->drop();
    while (ReadyItem* const item = ready_.pop_front()) {
      if (auto* const call = dynamic_cast<ScheduledCall*>(item)) call->cancel();
    }
    while (!timers_.is_empty()) {
      Timer* const timer = timers_.pop_due(TimePoint::max());
      if (auto* const call = dynamic_cast<ScheduledCall*>(timer)) call->cancel();
    }
    while (ExpectedCall* const call = expected_.front()) delete call;
  } while (!is_empty());
}

EventLoop& EventLoop::current() {
  if (running_loop == nullptr) throw InvalidState("no event loop runs on this thread");
  return *running_loop;
}

void EventLoop::require_none_running() {
  if (running_loop != nullptr) throw InvalidState("a loop runs on this thread already");
}

TaskBase& EventLoop::running_task() const {
  if (running_task_ == nullptr) throw InvalidState("not inside a task");
  return *running_task_;
}

void EventLoop::drive(TaskBase& task, PromiseBase& frame) {
  const Ref<TaskBase> keep(&task);
  const bool never_begins = task.must_cancel_ && !task.has_begun_;
  if (!never_begins) {
    task.has_begun_ = true;
    running_task_ = &task;
    next_coroutine = frame.self();
    while (next_coroutine) std::exchange(next_coroutine, nullptr).resume();
    running_task_ = nullptr;
    if (!task.has_ended()) return;
  }
  task.conclude(!never_begins);
  task.retire();
}

void EventLoop::run_until(const std::function<bool()>& over) {
  const Running running(*this);
  if (!over()) {
    do {
      turn(!stopping_);
    } while (!over() && !stopping_);
  }
  stopping_ = false;
  if (!over()) throw InvalidState("the loop was stopped before the task had ended");
}

void EventLoop::run_forever() {
  const Running running(*this);
  do {
    turn(!stopping_);
  } while (!stopping_);
  stopping_ = false;
}

void EventLoop::run_until_idle() {
  const Running running(*this);
  for (collect(false); !ready_.is_empty(); collect(false)) turn(false);
}

void EventLoop::cancel_all() {
  const Running running(*this);
  for (const Ref<TaskBase>& task : all_tasks()) task->was_asked_to_end_ = false;
  while (!tasks_.is_empty()) {
    for (FutureBase* future = tasks_.front(); future != nullptr; future = tasks_.next(*future)) {
      auto& task = *static_cast<TaskBase*>(future);
      if (!std::exchange(task.was_asked_to_end_, true)) task.cancel();
    }
    turn(true);
  }
  stopping_ = false;
}

void EventLoop::turn(bool may_wait) {
  if (ready_.is_empty() || turns_since_poll_ >= kTurnsPerPoll) collect(may_wait);
  List<ReadyItem> batch;
  batch.take_all(ready_);
  while (ReadyItem* const item = batch.pop_front()) {
    ++turns_since_poll_;
    if (is_debug_) {
      run_watched(*item);
    } else {
      item->run(*this);
    }
    if (is_turn_over_) {
      batch.take_all(ready_);
      ready_.take_all(batch);
    }
  }
}

void EventLoop::end_long_turn() {
  if (time() - last_reading_ <= kLongestTurn) return;
  is_turn_over_ = true;
  turns_since_poll_ = kTurnsPerPoll;
}

void EventLoop::collect(bool may_wait) {
  longest_hold_ = std::max(longest_hold_, time() - last_reading_);
  turns_since_poll_ = 0;
  if (may_wait && ready_.is_empty()) {
    wait_for_events();
  } else {
    poller_.poll(Duration::zero(), ready_);
  }
  List<ReadyItem> rest;
  if (std::exchange(is_turn_over_, false)) rest.take_all(ready_);
  for (Callback& call : inbox_->take()) call_soon(std::move(call));
  last_reading_ = time();
  while (Timer* const timer = timers_.pop_due(last_reading_)) timer->expire();
  ready_.take_all(rest);
}

bool EventLoop::has_kept_long() {
  if (turns_kept_ % kMostTurnsKept == 0) return true;
  const TimePoint now = time();
  if (std::exchange(kept_turn_, turns_since_poll_) != turns_since_poll_) kept_since_ = now;
  return now - kept_since_ >= kLongestKept;
}

void EventLoop::wait_for_events() {
  const bool can_skip =
      clock_.is_manual() && poller_.watched() == (signals_ ? 1u : 0u) && expected_.is_empty();
  if (can_skip) {
    poller_.poll(Duration::zero(), ready_);
    if (!ready_.is_empty()) return;
    if (!inbox_->fall_asleep()) return;
    if (!timers_.is_empty() && (timers_.earliest() <= time() || clock_.skip_to(timers_.earliest()))) return;
    throw InvalidState("nothing can happen any more: every task waits, and nobody moves the clock");
  }
  std::optional<Duration> patience;
  if (!timers_.is_empty()) {
    const Duration left = time_until(timers_.earliest(), time());
    if (left <= Duration::zero()) {
      patience = Duration::zero();
    } else if (!clock_.is_manual()) {
      patience = left;
    }
  }
  if (patience != Duration::zero() && !inbox_->fall_asleep()) patience = Duration::zero();
  poller_.poll(patience, ready_);
}

Handle EventLoop::call_soon(Callback callback) {
  require_open();
  Ref<ScheduledCall> call(new ScheduledCall(std::move(callback)));
  call->self_ = call;
  ready_.push_back(*call);
  return Handle(std::move(call));
}

Handle EventLoop::call_at(TimePoint when, Callback callback) {
  require_open();
  Ref<ScheduledCall> call(new ScheduledCall(std::move(callback)));
  call->self_ = call;
  timers_.set(*call, when);
  return Handle(std::move(call));
}

void EventLoop::add_signal_handler(int signal, Callback callback) {
  require_open();
  if (!signals_) signals_ = std::make_unique<SignalWatch>(*this);
  signals_->add(signal, std::move(callback));
}

bool EventLoop::remove_signal_handler(int signal) {
  return signals_ && signals_->remove(signal);
}

std::string EventLoop::dump() const {
  std::string lines;
  for (const FutureBase* item = tasks_.front(); item != nullptr; item = tasks_.next(*item)) {
    const auto& task = static_cast<const TaskBase&>(*item);
    const std::string what = task.waits_on();
    lines += task.name() + ": ";
    if (&task == running_task_) {
      lines += "runs";
    } else if (what.empty()) {
      lines += "ready";
    } else {
      lines += what;
      const Duration waited = time() - task.waits_since();
      if (waited >= std::chrono::milliseconds(1)) lines += " for " + seconds_text(waited);
    }
    lines += "\n";
  }
  return lines;
}

std::vector<Ref<TaskBase>> EventLoop::all_tasks() const {
  std::vector<Ref<TaskBase>> tasks;
  for (FutureBase* task = tasks_.front(); task != nullptr; task = tasks_.next(*task)) {
    tasks.push_back(Ref<TaskBase>(static_cast<TaskBase*>(task)));
  }
  return tasks;
}

void EventLoop::report(const std::string& what, std::exception_ptr error) noexcept {
  try {
    if (exception_handler_) {
      exception_handler_(what, error);
    } else {
      std::fprintf(stderr, "%s: %s\n", what.c_str(), text_of(error).c_str());
    }
  } catch (...) {
    std::fputs("the exception handler itself failed\n", stderr);
  }
}

void EventLoop::run_watched(ReadyItem& item) {
  const std::string label = item.label();
  const TimePoint begin = time();
  item.run(*this);
  const Duration held = time() - begin;
  if (held > slow_callback_duration_) report(label, std::make_exception_ptr(HeldTheLoop(seconds_text(held))));
}

}  // namespace trawl::aio
