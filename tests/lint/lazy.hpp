#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace lint {

/// The next coroutine to run. An await stores it here and returns to the driver, so the stack never grows.
inline std::coroutine_handle<> next_up;

/// The smallest lazy coroutine that shows how a compiler treats awaiting statements, without any runtime.
/// Awaited once, as an rvalue. Owns: its frame.
template <typename T>
class Lazy {
 public:
  struct promise_type {
    std::coroutine_handle<> waiter;
    std::optional<T> value;
    std::exception_ptr error;

    Lazy get_return_object() { return Lazy(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct HandBack {
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
        next_up = ended.promise().waiter;
      }
      void await_resume() noexcept {}
    };
    HandBack final_suspend() noexcept { return {}; }
    template <typename U>
    void return_value(U&& given) {
      value.emplace(std::forward<U>(given));
    }
    void unhandled_exception() { error = std::current_exception(); }
  };

  explicit Lazy(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  Lazy(Lazy&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Lazy& operator=(Lazy&&) = delete;
  ~Lazy() {
    if (frame_) frame_.destroy();
  }

  struct Awaiter {
    std::coroutine_handle<promise_type> frame;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      frame.promise().waiter = waiter;
      next_up = frame;
    }
    T await_resume() { return taken(frame.promise()); }
  };
  Awaiter operator co_await() && { return Awaiter{frame_}; }

  /// Runs the coroutine and all that it awaits to the end; returns its value or throws its error.
  T run() && {
    next_up = frame_;
    while (next_up) std::exchange(next_up, nullptr).resume();
    return taken(frame_.promise());
  }

 private:
  static T taken(promise_type& promise) {
    if (promise.error) std::rethrow_exception(promise.error);
    return std::move(*promise.value);
  }
  std::coroutine_handle<promise_type> frame_;
};

/// A generator of values, for the statements that yield.
template <typename T>
class Series {
 public:
  struct promise_type {
    std::optional<T> value;
    Series get_return_object() { return Series(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T given) {
      value.emplace(std::move(given));
      return {};
    }
    void return_void() {}
    void unhandled_exception() { throw; }
  };

  explicit Series(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  Series(Series&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Series& operator=(Series&&) = delete;
  ~Series() {
    if (frame_) frame_.destroy();
  }

  /// The next value, or none at the end.
  std::optional<T> next() {
    frame_.resume();
    if (frame_.done()) return std::nullopt;
    return std::move(frame_.promise().value);
  }

 private:
  std::coroutine_handle<promise_type> frame_;
};

}  // namespace lint
