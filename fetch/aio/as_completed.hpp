#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "fetch/aio/async_generator.hpp"
#include "fetch/aio/detail/completion_order.hpp"
#include "fetch/aio/timeout.hpp"

namespace trawl::aio {

/// Turns the wait for the next place of `order` into a coroutine.
inline Coroutine<std::optional<std::size_t>> next_of(CompletionOrder& order) {
  co_return co_await order.next();
}

/// Gives each of `tasks` as soon as it has ended: `while (auto task = co_await ended.next()) use(*task);`. It
/// cancels none of them and throws none of their errors: they are not its children. next() throws
/// TimeoutError if a task is still missing when `limit` has passed since the first call. Cancel: throws
/// Cancelled at once; the tasks go on.
template <class T>
AsyncGenerator<Task<T>> as_completed(std::vector<Task<T>> tasks, Duration limit = Duration::max()) {
  const TimePoint deadline = EventLoop::current().time_after(limit);
  CompletionOrder order(tasks);
  for (std::size_t ended = 0; ended < tasks.size(); ++ended) {
    const auto place = co_await timeout_at(deadline, next_of(order));
    co_yield tasks[*place];
  }
}

}  // namespace trawl::aio
