#pragma once
#include <type_traits>
#include <utility>

#include "fetch/aio/task_group.hpp"

namespace trawl::aio {

/// Runs `work` as a member of `group`. If it ends as cancelled, whoever asked for that, so do the others.
template <class T>
Coroutine<T> as_body(TaskGroup& group, Coroutine<T> work) {
  try {
    co_return co_await std::move(work);
  } catch (const Cancelled&) {
    group.cancel();
    throw;
  }
}

/// `async with TaskGroup()`: runs `body(group, args...)`, a coroutine that may create children, and gives its
/// result when it and **all** children have ended, on every path. The body is a member like its children: the
/// first to fail cancels the others, and its error comes out when they have ended; later errors are reported.
/// Cancel: cancels body and children, waits for them, throws Cancelled; an error wins over that.
/// Arguments are values, or std::ref to something that outlives the call.
template <class Body, class... Args>
std::invoke_result_t<Body, TaskGroup&, Args...> with_task_group(Body body, Args... args) {
  TaskGroup group;
  auto running = group.create_task(as_body(group, body(group, std::move(args)...)), "body of a task group");
  co_await group.join();
  co_return co_await std::move(running);
}

}  // namespace trawl::aio
