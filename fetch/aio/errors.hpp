#pragma once
#include <exception>
#include <stdexcept>
#include <string>

namespace trawl::aio {

/// Thrown out of an await when the task was cancelled. It is not a std::exception, so that handlers for
/// errors do not catch it: let it pass, or catch it to clean up and rethrow it.
struct Cancelled {};

/// A deadline passed.
class TimeoutError : public std::runtime_error {
 public:
  TimeoutError() : std::runtime_error("timed out") {}
};

/// Something was used in a state that does not allow it, such as a future that already has its result.
class InvalidState : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Thrown by run() when the user has interrupted it (SIGINT).
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

/// Reported in debug mode: a task or callback kept all others waiting for too long.
class HeldTheLoop : public std::runtime_error {
 public:
  explicit HeldTheLoop(const std::string& how_long) : std::runtime_error("held the loop for " + how_long) {}
};

/// Reported in debug mode: a task was destroyed before it had ended.
class DroppedWhilePending : public std::runtime_error {
 public:
  explicit DroppedWhilePending(const std::string& waits_on)
      : std::runtime_error("dropped while " + (waits_on.empty() ? "ready" : "it waited on " + waits_on)) {}
};

/// What an error says about itself, for reports.
inline std::string text_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (const Cancelled&) {
    return "cancelled";
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace trawl::aio
