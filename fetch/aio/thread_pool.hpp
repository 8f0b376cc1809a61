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

/// Threads that do blocking or heavy work for a loop, in the order it was submitted. They start as they are
/// needed; where the system gives no more, work waits for those that there are. The destructor waits for
/// work that has begun and discards the rest; those who await discarded work get Cancelled. Thread: any may
/// submit. Signals are blocked in its threads, and each is nicer (setpriority(2)) by kNicer than the thread
/// that has started it, so that the loop need not wait for a processor behind them.
class ThreadPool {
 public:
  static constexpr int kNicer = 3;

  /// Starts the first of at most `threads` threads. Throws std::system_error when the system gives none.
  explicit ThreadPool(std::size_t threads, std::string name = "worker");
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// What `work` throws is printed to stderr, a line each, and stops nobody else; to_thread gives it to the
  /// one who waits.
  void submit(std::function<void()> work);

 private:
  void start();  // under mutex_
  void serve();

  const std::size_t most_;
  const std::string name_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_:
  std::deque<std::function<void()>> work_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// The loop's part of one call of to_thread. Those who still wait when it is deleted get Cancelled.
template <class Result>
struct ThreadReply final : ExpectedCall {
  explicit ThreadReply(EventLoop& loop) : future(loop) {}
  ~ThreadReply() override { future.cancel(); }
  Future<Result> future;
};

/// The worker's part of one call of to_thread: the function, its arguments and its result.
/// Thread: deliver() runs on the loop's, perform() on a worker. It is destroyed on either: on the worker if
/// the loop is gone by the time the work ends.
template <class Function, class... Args>
struct ThreadCall {
  using Result = std::invoke_result_t<Function, Args...>;
  using Stored = typename StoredAs<Result>::type;

  ThreadCall(EventLoop& loop, Function function, Args... args)
      : home(loop.inbox()), call(std::move(function)), arguments(std::move(args)...) {
    auto expected = std::make_unique<ThreadReply<Result>>(loop);
    reply = expected.get();
    loop.expect(std::move(expected));
  }
  ThreadCall(const ThreadCall&) = delete;
  ThreadCall& operator=(const ThreadCall&) = delete;
  ~ThreadCall() {
    if (is_sent_home) return;
    const std::function<void()> discard = [reply = reply] { delete reply; };
    [[maybe_unused]] const bool is_loop_there = home->put(discard);
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
    const std::unique_ptr<ThreadReply<Result>> keep(reply);
    Future<Result>& future = reply->future;
    if (future.done()) return;
    if (error) {
      future.set_exception(std::exchange(error, nullptr));
    } else if constexpr (std::is_void_v<Result>) {
      future.set_result();
    } else {
      future.set_result(std::move(*result));
    }
  }

  std::shared_ptr<Inbox> home;
  ThreadReply<Result>* reply = nullptr;  // the loop's: not to be touched elsewhere
  bool is_sent_home = false;
  Function call;
  std::tuple<Args...> arguments;
  std::optional<Stored> result;
  std::exception_ptr error;
};

/// Calls `function(args...)` on a thread of the pool and gives its result, or throws what it threw.
/// Cancel: ends the wait at once; the work goes on to its end, and its result is discarded. So it is if the
/// loop has ended by then: pool and loop may go in either order. Arguments are values, or references to
/// something that outlives the work; they and the result may be destroyed on the pool's thread.
template <class Function, class... Args>
Coroutine<std::invoke_result_t<Function, Args...>> to_thread(ThreadPool& pool, Function function,
                                                             Args... args) {
  using Call = ThreadCall<Function, Args...>;
  // Shared, because a std::function must be copyable.
  auto call = std::make_shared<Call>(EventLoop::current(), std::move(function), std::move(args)...);
  auto future = call->reply->future;
  std::function<void()> work = [call = std::move(call)]() mutable {
    call->perform();
    call->is_sent_home = true;
    const std::shared_ptr<Inbox> home = call->home;
    [[maybe_unused]] const bool is_loop_there = home->put([call = std::move(call)] { call->deliver(); });
  };
  pool.submit(std::move(work));
  co_return co_await std::move(future);
}

}  // namespace trawl::aio
