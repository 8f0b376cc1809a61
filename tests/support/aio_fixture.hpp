#pragma once
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"

template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& log) {
    std::string lines;
    for (const std::string& line : log) lines += "[" + line + "]";
    return lines.c_str();
  }
};

namespace trawl::aio_fixture {

using namespace std::chrono_literals;

/// The events of a case, in order.
using Log = std::vector<std::string>;

inline std::string text(int value) {
  return std::to_string(value);
}
inline std::string text(const std::optional<int>& value) {
  return value ? std::to_string(*value) : "none";
}

/// Runs `work` and logs how it ended: "NAME done", "NAME got VALUE", "NAME cancelled" or "NAME failed: WHY".
template <class T>
aio::Coroutine<void> told(Log& log, std::string name, aio::Coroutine<T> work) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(work);
      log.push_back(name + " done");
    } else {
      const T value = co_await std::move(work);
      log.push_back(name + " got " + text(value));
    }
  } catch (const aio::Cancelled&) {
    log.push_back(name + " cancelled");
    throw;
  } catch (const std::exception& error) {
    log.push_back(name + " failed: " + error.what());
  }
}

/// A loop whose clock stands still, with a log of how tasks end and of errors that nobody collected. Every
/// case must leave the loop empty.
struct Stage {
  Stage() {
    loop.set_exception_handler([this](const std::string& what, std::exception_ptr error) {
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& e) {
        log.push_back(what + ": " + e.what());
      }
    });
  }
  ~Stage() { CHECK_MESSAGE(loop.is_empty(), "left on the loop: ", loop.dump()); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Starts a task that logs how it ended, and runs everything that is ready.
  template <class T>
  aio::Task<void> start(const std::string& name, aio::Coroutine<T> work) {
    aio::Task<void> task = loop.create_task(told(log, name, std::move(work)), name);
    settle();
    return task;
  }
  void settle() { loop.run_until_idle(); }
  void pass(aio::Duration duration) {
    clock.advance(duration);
    settle();
  }
  template <class T>
  void cancel(aio::Task<T>& task) {
    task.cancel();
    settle();
  }
  /// Destroys a task's frames at the point where they wait.
  template <class T>
  void destroy(aio::Task<T>& task) {
    task.state()->drop();
    settle();
  }
  /// Returns the log so far and empties it.
  Log happened() { return std::exchange(log, {}); }

  Log log;
  aio::ManualClock clock;
  aio::EventLoop loop{clock};
};

/// Logs a line when it is destroyed; as a local variable it shows when a frame is destroyed.
class Witness {
 public:
  Witness(Log& log, std::string line) : log_(log), line_(std::move(line)) {}
  ~Witness() { log_.push_back(line_); }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

 private:
  Log& log_;
  std::string line_;
};

}  // namespace trawl::aio_fixture
