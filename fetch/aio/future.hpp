#pragma once
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "fetch/aio/detail/parked.hpp"
#include "fetch/aio/detail/ref.hpp"
#include "fetch/aio/errors.hpp"

namespace trawl::aio {

class FutureBase;

/// Is told at once, inside the setter, that a future has ended. For combinators; it may only wake and cancel
/// others.
class DoneListener : public Link {
 public:
  virtual void ended(FutureBase& future) = 0;

 protected:
  DoneListener() = default;
  virtual ~DoneListener() = default;
};

/// The part of futures and tasks that does not depend on the type of the result.
/// Invariant: it ends once, with a value, an error or by cancellation. Its waiters and callbacks are then
/// moved to the loop, in the order they came.
class FutureBase : public Counted, public Link {
 public:
  enum class State { pending, value, error, cancelled };

  bool done() const { return state_ != State::pending; }
  bool cancelled() const { return state_ == State::cancelled; }
  bool has_error() const { return state_ == State::error; }
  /// The error it ended with, or null. Throws InvalidState while it is pending, Cancelled if it was
  /// cancelled.
  std::exception_ptr exception();
  /// Calls `callback` at the loop's next turn after it has ended, or at the next turn if it has ended
  /// already: never inside the setter, and never when the loop is gone. The future owns `callback` until
  /// then, so one that holds its own future keeps it until it ends, or the loop does.
  void add_done_callback(std::function<void()> callback);
  virtual bool cancel();
  void add_listener(DoneListener& listener) { listeners_.push_back(listener); }
  EventLoop* loop() const { return loop_; }

  // For those who end it, and those who await it.
  void require_pending() const;
  /// Throws InvalidState if this is the running task.
  void require_someone_else() const;
  void finish_with_error(std::exception_ptr error);

 protected:
  friend class EventLoop;

  explicit FutureBase(EventLoop& loop);
  ~FutureBase() override;

  void finish(State state);
  /// Throws what it ended with, unless that is a value, and marks the error as collected.
  void rethrow();
  void report_uncollected(const std::string& whose);
  /// Its name in dump() and in the report of an uncollected error.
  virtual std::string label() const { return "a future"; }

  EventLoop* loop_;  // null once the loop is gone

 private:
  friend class ResultAwaiterBase;

  void call_back(std::function<void()> callback);
  /// Destroys the callbacks; called when the loop ends.
  void forget_loop();

  State state_ = State::pending;
  bool collected_ = false;
  std::exception_ptr error_;
  List<Parked> waiters_;
  List<DoneListener> listeners_;
  std::vector<std::function<void()>> callbacks_;
};

template <class T>
struct StoredAs {
  using type = T;
};
template <class T>
struct StoredAs<T&> {
  using type = std::reference_wrapper<T>;
};
template <>
struct StoredAs<void> {
  using type = std::monostate;
};

/// Adds the value to a FutureBase or a TaskBase.
template <class T, class Base>
class Holding : public Base {
 public:
  using value_type = T;
  using Stored = typename StoredAs<T>::type;

  template <class... Args>
  explicit Holding(EventLoop& loop, Args&&... args) : Base(loop, std::forward<Args>(args)...) {}

  template <class... Value>
  void finish_with_value(Value&&... value) {
    stored_.emplace(std::forward<Value>(value)...);
    this->finish(FutureBase::State::value);
  }
  const Stored& result() {
    this->rethrow();
    return *stored_;
  }
  /// Moves the value out if nobody else holds the future or the value cannot be copied; else gives a copy.
  Stored take() {
    this->rethrow();
    if constexpr (std::is_copy_constructible_v<Stored>) {
      if (this->references() > 1) return *stored_;
    }
    return std::move(*stored_);
  }

 protected:
  ~Holding() override = default;

 private:
  std::optional<Stored> stored_;
};

/// Waits until a future or task has ended. Cancelling the wait cancels the awaited one and waits on until
/// that has ended, as in asyncio; if it ends with a value or an error all the same, so does the wait. Throws
/// InvalidState if a task awaits itself.
class ResultAwaiterBase : public Parked {
 public:
  bool await_ready() const { return awaited_->done(); }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    awaited_->require_someone_else();
    const bool is_cancelled = park_even_if_cancelled(frame.promise());
    awaited_->waiters_.push_back(*this);
    if (is_cancelled) cancel();
    return true;
  }
  void cancel() override;
  std::string what() const override { return awaited_->label(); }

 protected:
  explicit ResultAwaiterBase(Ref<FutureBase> awaited) : awaited_(std::move(awaited)) {}
  ~ResultAwaiterBase() override = default;

 private:
  Ref<FutureBase> awaited_;
  bool is_passing_on_ = false;
};

/// `co_await future` of a handle that is kept: the value by reference, for as many as ask.
template <class S>
class [[nodiscard]] ResultAwaiter final : public ResultAwaiterBase {
 public:
  explicit ResultAwaiter(const Ref<S>& awaited) : ResultAwaiterBase(awaited), state_(*awaited) {}
  decltype(auto) await_resume() {
    settle();
    if constexpr (std::is_void_v<typename S::value_type>) {
      state_.result();
    } else {
      return state_.result();
    }
  }

 private:
  S& state_;  // kept by the base
};

/// `co_await std::move(future)`, or of a temporary: the value itself.
template <class S>
class [[nodiscard]] TakingAwaiter final : public ResultAwaiterBase {
 public:
  explicit TakingAwaiter(Ref<S> awaited) : ResultAwaiterBase(awaited), state_(*awaited) {}
  typename S::value_type await_resume() {
    settle();
    if constexpr (std::is_void_v<typename S::value_type>) {
      state_.result();
    } else {
      return state_.take();
    }
  }

 private:
  S& state_;  // kept by the base
};

/// A result that someone will set: the bridge between callbacks and coroutines. It is a handle: copies refer
/// to the same future. Many may await it, before and after it is set. Setting it twice throws InvalidState;
/// an error that nobody collects is reported. Thread: the loop's.
template <class T = void>
class Future {
 public:
  using State = Holding<T, FutureBase>;

  explicit Future(EventLoop& loop) : state_(new State(loop)) {}

  template <class... Value>
  void set_result(Value&&... value) {
    state_->require_pending();
    state_->finish_with_value(std::forward<Value>(value)...);
  }
  void set_exception(std::exception_ptr error) {
    state_->require_pending();
    state_->finish_with_error(std::move(error));
  }
  bool cancel() { return state_->cancel(); }
  bool done() const { return state_->done(); }
  bool cancelled() const { return state_->cancelled(); }
  /// Throws what it ended with; InvalidState while it is pending.
  const typename State::Stored& result() const { return state_->result(); }
  std::exception_ptr exception() const { return state_->exception(); }
  void add_done_callback(std::function<void()> callback) { state_->add_done_callback(std::move(callback)); }
  const Ref<State>& state() const { return state_; }

  auto operator co_await() const& { return ResultAwaiter<State>(state_); }
  auto operator co_await() && { return TakingAwaiter<State>(std::move(state_)); }

 private:
  Ref<State> state_;
};

}  // namespace trawl::aio
