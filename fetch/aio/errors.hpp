#pragma once
#include <stdexcept>

namespace aio {

/// Thrown out of an await when the task was cancelled. It is no std::exception, so that a handler for errors
/// does not take it for one: let it pass, or catch it to clean up and rethrow.
struct Cancelled {};

/// A deadline passed.
class TimeoutError : public std::runtime_error {
 public:
  TimeoutError() : std::runtime_error("timed out") {}
};

/// A future was used against its rules: a second result, or a result asked for before there is one.
class InvalidState : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace aio
