#pragma once
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/errors.hpp"
#include "fetch/aio/future.hpp"

namespace trawl::aio {

/// How a piece of work ended, as a value: with a result, an error or Cancelled.
template <class T>
class Outcome {
 public:
  using Stored = typename StoredAs<T>::type;

  /// The work was cancelled.
  Outcome() = default;
  explicit Outcome(Stored value) : value_(std::move(value)) {}
  explicit Outcome(std::exception_ptr error) : error_(std::move(error)) {}

  bool has_value() const { return value_.has_value(); }
  bool cancelled() const { return !has_value() && !error_; }
  /// Null if there is a value, or if the work was cancelled.
  std::exception_ptr error() const { return error_; }
  /// Throws the error, or Cancelled, if there is no value.
  const Stored& value() const& {
    require_value();
    return *value_;
  }
  Stored value() && {
    require_value();
    return std::move(*value_);
  }

 private:
  void require_value() const {
    if (error_) std::rethrow_exception(error_);
    if (!value_) throw Cancelled();
  }

  std::optional<Stored> value_;
  std::exception_ptr error_;
};

/// Runs `work` to its end, however it ends.
template <class T>
Coroutine<Outcome<T>> outcome_of(Coroutine<T> work) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(work);
      co_return Outcome<T>(std::monostate());
    } else {
      T value = co_await std::move(work);
      co_return Outcome<T>(std::forward<T>(value));
    }
  } catch (const Cancelled&) {
    co_return Outcome<T>();
  } catch (...) {
    co_return Outcome<T>(std::current_exception());
  }
}

}  // namespace trawl::aio
