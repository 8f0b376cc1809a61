#pragma once
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "fetch/aio/detail/frame_memory.hpp"

namespace trawl::aio {

/// The hand-over slot: the coroutine that runs next on this thread. await_suspend and final_suspend put it
/// here and return; the one loop in EventLoop::drive resumes it. So the stack is one resume deep, however
/// long the chain of awaits. With g++ 12, symmetric transfer does not achieve that below -O2 or under
/// sanitizers. The TLS model is named because with the default one the linker turns the ADD that computes the
/// address into a LEA, while g++ under UBSan uses the flags of that ADD for its null check.
[[gnu::tls_model("local-exec")]] extern constinit thread_local std::coroutine_handle<> next_coroutine;

/// The part of every coroutine's promise that does not depend on the type of its result.
/// Invariant: the frames of a task form a chain from its outermost coroutine to the innermost, which is
/// parked or runs; each frame knows its awaiter.
class PromiseBase {
 public:
  PromiseBase(const PromiseBase&) = delete;
  PromiseBase& operator=(const PromiseBase&) = delete;

  static void* operator new(std::size_t size) { return FrameMemory::take(size); }
  static void operator delete(void* memory, std::size_t size) noexcept {
    FrameMemory::give_back(memory, size);
  }

  std::suspend_always initial_suspend() noexcept { return {}; }
  auto final_suspend() noexcept { return FinalAwaiter(); }

  std::coroutine_handle<> self() const { return self_; }
  PromiseBase* awaiter() const { return awaiter_; }

  /// Destroys a parked chain of frames, from `innermost` outwards, without recursion.
  static void destroy_chain(PromiseBase* innermost) noexcept {
    while (innermost != nullptr) {
      PromiseBase* const outer = innermost->awaiter_;
      if (innermost->owner_ != nullptr) *innermost->owner_ = nullptr;
      innermost->self_.destroy();
      innermost = outer;
    }
  }

 protected:
  PromiseBase() = default;
  ~PromiseBase() = default;

  struct FinalAwaiter {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> ended) noexcept {
      const PromiseBase* const awaiter = ended.promise().awaiter_;
      next_coroutine = awaiter != nullptr ? awaiter->self_ : std::coroutine_handle<>();
    }
    void await_resume() noexcept {}
  };

  template <class T>
  friend class Coroutine;

  std::coroutine_handle<> self_;
  PromiseBase* awaiter_ = nullptr;
  void** owner_ = nullptr;  // the pointer to this frame in the Coroutine that owns it
};

template <class T>
class Coroutine;

/// Holds a coroutine's result until its awaiter takes it.
template <class T>
class Promise final : public PromiseBase {
 public:
  Coroutine<T> get_return_object();
  void unhandled_exception() noexcept { error_ = std::current_exception(); }
  template <class U = T>
  requires std::is_constructible_v<T, U&&>
  void return_value(U&& value) { value_.emplace(std::forward<U>(value)); }
  T take() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    return std::move(*value_);
  }

 private:
  std::exception_ptr error_;
  std::optional<T> value_;
};

template <class T>
class Promise<T&> final : public PromiseBase {
 public:
  Coroutine<T&> get_return_object();
  void unhandled_exception() noexcept { error_ = std::current_exception(); }
  void return_value(T& value) { value_ = std::addressof(value); }
  T& take() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    return *value_;
  }

 private:
  std::exception_ptr error_;
  T* value_ = nullptr;
};

template <>
class Promise<void> final : public PromiseBase {
 public:
  Coroutine<void> get_return_object();
  void unhandled_exception() noexcept { error_ = std::current_exception(); }
  void return_void() {}
  void take() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  std::exception_ptr error_;
};

/// A computation that may wait. It is lazy: nothing runs until it is awaited, once and as an rvalue, or made
/// a task. What it throws comes out of the await with its type. Owns: its frame with arguments and locals; it
/// may be destroyed at any moment, and they with it. Thread: the loop's.
template <class T = void>
class [[nodiscard]] Coroutine {
 public:
  using promise_type = Promise<T>;
  using result_type = T;

  Coroutine(Coroutine&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) { claim(); }
  Coroutine& operator=(Coroutine&& other) noexcept {
    Coroutine moved(std::move(other));
    std::swap(frame_, moved.frame_);
    claim();
    moved.claim();
    return *this;
  }
  ~Coroutine() {
    if (frame_ != nullptr) std::coroutine_handle<>::from_address(frame_).destroy();
  }

  /// Runs it at once, inside the same task. Requires: it was neither awaited nor moved from.
  auto operator co_await() && noexcept { return Awaiter(*this); }

  // For those that run it as a task.
  PromiseBase& promise_base() const { return handle().promise(); }
  bool has_ended() const { return handle().done(); }
  T take() { return handle().promise().take(); }

 private:
  friend Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Coroutine(Handle frame) noexcept : frame_(frame.address()) {
    frame.promise().self_ = frame;
    claim();
  }
  Handle handle() const { return Handle::from_address(frame_); }
  void claim() noexcept {
    if (frame_ != nullptr) handle().promise().owner_ = &frame_;
  }

  class Awaiter {
   public:
    explicit Awaiter(Coroutine& awaited) noexcept : awaited_(awaited) {}
    bool await_ready() noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> awaiter) noexcept {
      awaited_.handle().promise().awaiter_ = &awaiter.promise();
      next_coroutine = awaited_.handle();
    }
    T await_resume() { return awaited_.take(); }

   private:
    Coroutine& awaited_;
  };

  void* frame_;
};

template <class T>
Coroutine<T> Promise<T>::get_return_object() {
  return Coroutine<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
template <class T>
Coroutine<T&> Promise<T&>::get_return_object() {
  return Coroutine<T&>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Coroutine<void> Promise<void>::get_return_object() {
  return Coroutine<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace trawl::aio
