#pragma once
#include <chrono>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// The result of a coroutine that this thread has handed to a loop. The coroutine runs on if this is
/// destroyed.
/// Thread: the one that handed it over, never the loop's. It may outlive the loop.
template <class T>
class [[nodiscard]] ThreadsafeFuture {
 public:
  /// Blocks until the coroutine has ended and gives its result; call it once. Throws what the coroutine
  /// threw, or Cancelled if it was cancelled or its loop dropped it.
  T get() {
    try {
      return result_.get();
    } catch (const std::future_error&) {
      throw Cancelled();
    }
  }
  /// Blocks until the coroutine has ended, for at most `limit`. False if it has not ended.
  bool wait_for(std::chrono::nanoseconds limit) const {
    const TimePoint end = time_after(SteadyClock::instance().now(), limit);
    return result_.wait_until(end) == std::future_status::ready;
  }
  /// Cancels the coroutine, as Task::cancel does, without waiting for it.
  void cancel() {
    const std::function<void()> cancel_task = [task = task_] {
      if (*task) (*task)->cancel();
    };
    [[maybe_unused]] const bool is_loop_there = inbox_->put(cancel_task);
  }

 private:
  template <class U>
  friend ThreadsafeFuture<U> run_coroutine_threadsafe(EventLoop& loop, Coroutine<U> work);

  /// What is handed to the loop. It moves into the task's frame, so it is destroyed on the loop's thread,
  /// where it lets go of the task, and breaks the promise if no result was set.
  struct Order {
    explicit Order(Coroutine<T> coroutine) : work(std::move(coroutine)) {}
    Order(const Order&) = delete;
    Order& operator=(const Order&) = delete;
    ~Order() { *task = {}; }
    Coroutine<T> work;
    std::promise<T> result;
    // Shared with the ThreadsafeFuture, which passes it back to the loop. Only the loop's thread reads the
    // Ref.
    std::shared_ptr<Ref<TaskBase>> task = std::make_shared<Ref<TaskBase>>();
  };

  ThreadsafeFuture(EventLoop& loop, Order& order)
      : inbox_(loop.inbox()), task_(order.task), result_(order.result.get_future()) {}

  static Coroutine<void> perform(std::shared_ptr<Order> order) {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(order->work);
        order->result.set_value();
      } else {
        T value = co_await std::move(order->work);
        order->result.set_value(std::forward<T>(value));
      }
    } catch (...) {
      order->result.set_exception(std::current_exception());
    }
  }

  std::shared_ptr<Inbox> inbox_;
  std::shared_ptr<Ref<TaskBase>> task_;
  std::future<T> result_;
};

/// Runs `work` as a task of `loop`, which runs on another thread. Wait for its result with what this returns.
/// Throws InvalidState if the loop is closed. Requires: the loop lives until this returns.
template <class T>
ThreadsafeFuture<T> run_coroutine_threadsafe(EventLoop& loop, Coroutine<T> work) {
  using Outside = ThreadsafeFuture<T>;
  // Shared, because a std::function must be copyable.
  auto order = std::make_shared<typename Outside::Order>(std::move(work));
  Outside future(loop, *order);
  loop.call_soon_threadsafe([&loop, order = std::move(order)]() mutable {
    const auto task = order->task;
    *task = loop.create_task(Outside::perform(std::move(order))).state();
  });
  return future;
}

}  // namespace trawl::aio
