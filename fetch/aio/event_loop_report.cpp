#include <array>
#include <cstdio>

#include "fetch/aio/event_loop.hpp"

namespace trawl::aio {

namespace {
std::string text_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (const Cancelled&) {
    return "cancelled";
  } catch (...) {
    return "something that is no std::exception";
  }
}

std::string seconds_text(Duration duration) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.3f s", std::chrono::duration<double>(duration).count());
  return text.data();
}
}  // namespace

std::string EventLoop::dump() const {
  std::string lines;
  for (const FutureBase* item = tasks_.front(); item != nullptr; item = tasks_.next(*item)) {
    const auto& task = static_cast<const TaskBase&>(*item);
    const std::string what = task.waits_on();
    lines += task.name() + ": ";
    if (&task == running_task_) {
      lines += "runs";
    } else if (what.empty()) {
      lines += "ready";
    } else {
      lines += what;
      const Duration waited = time() - task.waits_since();
      if (waited >= std::chrono::milliseconds(1)) lines += " for " + seconds_text(waited);
    }
    lines += "\n";
  }
  return lines;
}

std::vector<Ref<TaskBase>> EventLoop::all_tasks() const {
  std::vector<Ref<TaskBase>> tasks;
  for (FutureBase* task = tasks_.front(); task != nullptr; task = tasks_.next(*task)) {
    tasks.push_back(Ref<TaskBase>(static_cast<TaskBase*>(task)));
  }
  return tasks;
}

void EventLoop::report(const std::string& what, std::exception_ptr error) noexcept {
  try {
    if (exception_handler_) {
      exception_handler_(what, error);
    } else {
      std::fprintf(stderr, "%s: %s\n", what.c_str(), text_of(error).c_str());
    }
  } catch (...) {
    std::fputs("the exception handler itself failed\n", stderr);
  }
}

void EventLoop::run_watched(ReadyItem& item) {
  const std::string label = item.label();
  const TimePoint begin = time();
  item.run(*this);
  const Duration held = time() - begin;
  if (held > slow_callback_duration_) report(label, std::make_exception_ptr(HeldTheLoop(seconds_text(held))));
}

}  // namespace trawl::aio
