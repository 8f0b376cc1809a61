#pragma once
#include <utility>
#include <vector>

#include "fetch/aio/detail/completion_order.hpp"
#include "fetch/aio/timeout.hpp"

namespace trawl::aio {

/// When wait() returns. `first_exception`: as soon as a task ends with an error, else when all have ended.
enum class ReturnWhen { first_completed, first_exception, all_completed };

/// What wait() gives: the tasks that have ended and the others, each in the order they were passed.
template <class T>
struct Waited {
  Waited() = default;
  std::vector<Task<T>> done, pending;
};

/// Waits until enough of the tasks in `order` have ended.
template <class T>
Coroutine<void> await_enough(CompletionOrder& order, const std::vector<Task<T>>& tasks, ReturnWhen when) {
  while (const auto place = co_await order.next()) {
    if (when == ReturnWhen::first_completed) co_return;
    if (when == ReturnWhen::first_exception && tasks[*place].state()->has_error()) co_return;
  }
}

/// Returns when enough of `tasks` have ended or `limit` has passed; at once if there are no tasks. It cancels
/// none of them and throws none of their errors: they are not its children. Cancel: throws Cancelled at once;
/// the tasks go on.
template <class T>
Coroutine<Waited<T>> wait(std::vector<Task<T>> tasks, ReturnWhen when = ReturnWhen::all_completed,
                          Duration limit = Duration::max()) {
  CompletionOrder order(tasks);
  try {
    co_await timeout(limit, await_enough(order, tasks, when));
  } catch (const TimeoutError&) {
  }
  Waited<T> parted;
  for (Task<T>& task : tasks) (task.done() ? parted.done : parted.pending).push_back(std::move(task));
  co_return parted;
}

}  // namespace trawl::aio
