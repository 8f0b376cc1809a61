#include "fetch/aio/gather_tasks.hpp"

namespace trawl::aio {

Coroutine<void> await_all(std::vector<Ref<TaskBase>> tasks, bool errors_too) {
  CompletionOrder order(tasks);
  bool is_cancelled = false;
  while (!is_cancelled) {
    std::optional<std::size_t> place;
    try {
      place = co_await order.next();
    } catch (const Cancelled&) {
      is_cancelled = true;
    }
    if (is_cancelled) break;
    if (!place) co_return;
    if (errors_too) continue;
    if (const std::exception_ptr error = tasks[*place]->exception()) std::rethrow_exception(error);
  }
  for (const Ref<TaskBase>& task : tasks) task->cancel();
  std::exception_ptr first;
  while (const auto place = co_await order.next()) {
    TaskBase& task = *tasks[*place];
    if (!errors_too && !first && task.has_error()) first = task.exception();
  }
  if (first) std::rethrow_exception(first);
  throw Cancelled();
}

}  // namespace trawl::aio
