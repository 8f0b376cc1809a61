#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// How many processors the calling thread may run on (taskset, cpuset), at least 1. More computing threads
/// than that only get in each other's way.
std::size_t usable_processors();

/// A fixed number of threads that do blocking or heavy work for a loop, in the order it was submitted.
/// The destructor waits for work that has begun and discards the rest; those who await discarded work get
/// Cancelled. Thread: any may submit. Signals are blocked in its threads.
class ThreadPool {
 public:
  explicit ThreadPool(std::size_t threads, const std::string& name = "worker");
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void submit(std::function<void()> work);

 private:
  void serve();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> work_;  // guarded by mutex_, like stopping_
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// One call of to_thread, with its arguments and its result. Thread: created and destroyed on the loop's;
/// only perform() runs on a worker.
template <class Function, class... Args>
struct ThreadCall {
  using Result = std::invoke_result_t<Function, Args...>;
  using Stored = typename StoredAs<Result>::type;

  ThreadCall(EventLoop& calling_loop, Function function, Args... args)
      : loop(calling_loop), future(calling_loop), call(std::move(function)), arguments(std::move(args)...) {
    loop.outside_work_begins();
  }
  ThreadCall(const ThreadCall&) = delete;
  ThreadCall& operator=(const ThreadCall&) = delete;
  ~ThreadCall() {
    loop.outside_work_ends();
    future.cancel();
  }

  void perform() {
    try {
      if constexpr (std::is_void_v<Result>) {
        std::apply(std::move(call), std::move(arguments));
        result.emplace();
      } else {
        result.emplace(std::apply(std::move(call), std::move(arguments)));
      }
    } catch (...) {
      error = std::current_exception();
    }
  }
  void deliver() {
    if (future.done()) return;
    if (error) {
      future.set_exception(std::exchange(error, nullptr));
    } else if constexpr (std::is_void_v<Result>) {
      future.set_result();
    } else {
      future.set_result(std::move(*result));
    }
  }

  EventLoop& loop;
  Future<Result> future;  // touched by the loop's thread alone
  Function call;
  std::tuple<Args...> arguments;
  std::optional<Stored> result;
  std::exception_ptr error;
};

/// Calls `function(args...)` on a thread of the pool and gives its result, or throws what it threw.
/// Cancel: ends the wait at once; the work goes on to its end, and its result is discarded.
/// Requires: the loop outlives the pool. Arguments are values, or references to something that outlives the
/// work.
template <class Function, class... Args>
Coroutine<std::invoke_result_t<Function, Args...>> to_thread(ThreadPool& pool, Function function,
                                                             Args... args) {
  using Call = ThreadCall<Function, Args...>;
  EventLoop& loop = EventLoop::current();
  // Shared by this coroutine, which may be cancelled, and the work; the last reference is dropped on the
  // loop.
  auto call = std::make_shared<Call>(loop, std::move(function), std::move(args)...);
  auto future = call->future;
  std::function<void()> work = [call = std::move(call)]() mutable {
    call->perform();
    EventLoop& calling_loop = call->loop;
    calling_loop.call_soon_threadsafe([call = std::move(call)] { call->deliver(); });
  };
  pool.submit(std::move(work));
  co_return co_await std::move(future);
}

}  // namespace trawl::aio
