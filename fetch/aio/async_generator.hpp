#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

/// Thrown out of the co_yield where a generator is closed: let it pass, or catch it to clean up and rethrow
/// it.
struct GeneratorExit : Cancelled {};

template <class T>
class AsyncGenerator;

/// Holds a generator's item until it is taken.
template <class T>
class GeneratorPromise final : public PromiseBase {
 public:
  AsyncGenerator<T> get_return_object();
  auto yield_value(T item) {
    item_.emplace(std::move(item));
    return Yield(*this);
  }
  void return_void() {}
  void unhandled_exception() noexcept { error_ = std::current_exception(); }

 private:
  friend class AsyncGenerator<T>;

  /// Suspends the generator until the next item is asked for.
  class Yield {
   public:
    explicit Yield(GeneratorPromise& promise) : promise_(promise) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) noexcept { next_coroutine = promise_.awaiter()->self(); }
    void await_resume() const {
      if (promise_.is_closing_) throw GeneratorExit();
    }

   private:
    GeneratorPromise& promise_;
  };

  void run_for(PromiseBase& awaiter) {
    awaiter_ = &awaiter;
    is_running_ = true;
    has_begun_ = true;
    next_coroutine = self_;
  }
  std::optional<T> take() {
    is_running_ = false;
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    return std::exchange(item_, std::nullopt);
  }

  std::optional<T> item_;
  std::exception_ptr error_;
  bool has_begun_ = false;
  bool is_running_ = false;
  bool is_closing_ = false;
};

/// A coroutine that gives items with co_yield, one for each `while (auto item = co_await generator.next())`,
/// and may wait between them. It runs inside the task that asks.
/// Cancel: reaches the generator where it waits; its clean-up may wait, and Cancelled comes out of next(). A
/// generator that is left early is destroyed with its locals; if its clean-up has to wait, await aclose(), or
/// use with_aclosing, which does so on every path. Owns: its frame. Thread: the loop's.
template <class T>
class [[nodiscard]] AsyncGenerator {
 public:
  using promise_type = GeneratorPromise<T>;
  class Next;

  AsyncGenerator(AsyncGenerator&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) { claim(); }
  AsyncGenerator& operator=(AsyncGenerator&&) = delete;
  ~AsyncGenerator() { destroy(); }

  /// Gives the next item; none when the generator has ended. Throws what the generator throws, once; after
  /// that there is none. Throws InvalidState while another task waits for an item.
  Next next() { return Next(*this); }
  /// Ends it: throws GeneratorExit at its co_yield and waits for its clean-up. A generator that has not begun
  /// never begins. Throws what the clean-up throws, and InvalidState if the generator yields again.
  Coroutine<void> aclose();

 private:
  friend promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  explicit AsyncGenerator(Handle frame) noexcept : frame_(frame.address()) {
    promise().self_ = frame;
    claim();
  }
  promise_type& promise() const { return Handle::from_address(frame_).promise(); }
  bool has_ended() const { return frame_ == nullptr || Handle::from_address(frame_).done(); }
  void claim() noexcept {
    if (frame_ != nullptr) promise().owner_ = &frame_;
  }
  void destroy() noexcept {
    if (frame_ != nullptr) Handle::from_address(std::exchange(frame_, nullptr)).destroy();
  }
  void require_idle() const {
    if (!has_ended() && promise().is_running_) throw InvalidState("the generator is running already");
  }

  void* frame_;
};

/// The awaiter of AsyncGenerator::next.
template <class T>
class [[nodiscard]] AsyncGenerator<T>::Next {
 public:
  explicit Next(AsyncGenerator& generator) : generator_(generator) {}
  bool await_ready() const {
    generator_.require_idle();
    return generator_.has_ended();
  }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> awaiter) noexcept {
    has_run_ = true;
    generator_.promise().run_for(awaiter.promise());
  }
  std::optional<T> await_resume() {
    if (!has_run_) return std::nullopt;
    return generator_.promise().take();
  }

 private:
  AsyncGenerator& generator_;
  bool has_run_ = false;
};

template <class T>
Coroutine<void> AsyncGenerator<T>::aclose() {
  require_idle();
  if (has_ended() || !promise().has_begun_) {
    destroy();
    co_return;
  }
  promise().is_closing_ = true;
  const TaskBase& task = EventLoop::current().running_task();
  const int requests_before = task.cancels_met();
  bool has_yielded = false;
  try {
    const auto item = co_await next();
    has_yielded = item.has_value();
  } catch (const GeneratorExit&) {
  } catch (const Cancelled&) {
    // A clean-up may end with a Cancelled of its own instead of GeneratorExit.
    if (task.cancelling() > requests_before) throw;
  }
  if (!has_yielded) co_return;
  destroy();
  throw InvalidState("the generator went on after it was closed");
}

template <class T>
AsyncGenerator<T> GeneratorPromise<T>::get_return_object() {
  return AsyncGenerator<T>(std::coroutine_handle<GeneratorPromise>::from_promise(*this));
}

}  // namespace trawl::aio
