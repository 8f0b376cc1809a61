#pragma once
#include <chrono>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// The result of a coroutine that another thread has handed to a loop. Destroying it lets the coroutine run on.
/// Thread: the one that handed it over, never the loop's. Requires: the loop outlives it.
template <class T>
class [[nodiscard]] ThreadsafeFuture {
 public:
  /// Blocks until the coroutine has ended, and gives its result, once. Throws what it threw; Cancelled when it
  /// was cancelled, or its loop dropped it.
  T get() {
    try {
      return result_.get();
    } catch (const std::future_error&) {
      throw Cancelled();
    }
  }
  /// Blocks until the coroutine has ended, for at most that long; false when it has not.
  bool wait_for(std::chrono::nanoseconds limit) const {
    return result_.wait_for(limit) == std::future_status::ready;
  }
  /// Asks the coroutine to end, as Task::cancel does, and does not wait for it.
  void cancel() {
    loop_->call_soon_threadsafe([task = task_] {
      if (*task) (*task)->cancel();
    });
  }

 private:
  template <class U>
  friend ThreadsafeFuture<U> run_coroutine_threadsafe(EventLoop& loop, Coroutine<U> work);

  /// On its way to the loop, then in the task's frame: it dies on the loop's thread, and there lets go of the
  /// task and of a promise that was not kept.
  struct Order {
    explicit Order(Coroutine<T> of_work) : work(std::move(of_work)) {}
    Order(const Order&) = delete;
    Order& operator=(const Order&) = delete;
    ~Order() { *task = {}; }
    Coroutine<T> work;
    std::promise<T> result;
    // Shared with the ThreadsafeFuture, which passes it back to the loop; the loop's thread alone looks inside.
    std::shared_ptr<Ref<TaskBase>> task = std::make_shared<Ref<TaskBase>>();
  };

  ThreadsafeFuture(EventLoop& loop, Order& order)
      : loop_(&loop), task_(order.task), result_(order.result.get_future()) {}

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

  EventLoop* loop_;
  std::shared_ptr<Ref<TaskBase>> task_;
  std::future<T> result_;
};

/// Runs `work` as a task of `loop`, which runs on another thread, and gives a way to wait for its result here.
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
