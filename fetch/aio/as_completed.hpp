#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "fetch/aio/async_generator.hpp"
#include "fetch/aio/detail/completion_order.hpp"
#include "fetch/aio/timeout.hpp"

namespace trawl::aio {

/// The next place of `order`, as a coroutine.
inline Coroutine<std::optional<std::size_t>> next_of(CompletionOrder& order) {
  co_return co_await order.next();
}

/// Gives `tasks` back one by one, each when it has ended, in the order in which they do:
/// `while (auto task = co_await ended.next()) use(task->result());`. It cancels none of them and throws none of
/// their errors: they are not its children. Throws TimeoutError from the first one that is missing once
/// `limit` has passed since the first was asked for. Cancel: throws Cancelled at once; the tasks go on.
template <class T>
AsyncGenerator<Task<T>> as_completed(std::vector<Task<T>> tasks, Duration limit = Duration::max()) {
  const TimePoint deadline = EventLoop::current().time_after(limit);
  CompletionOrder order(tasks);
  for (std::size_t told = 0; told < tasks.size(); ++told) {
    const auto place = co_await timeout_at(deadline, next_of(order));
    co_yield tasks[*place];
  }
}

}  // namespace trawl::aio
