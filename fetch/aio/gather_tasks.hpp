#pragma once
#include <exception>
#include <tuple>
#include <utility>
#include <vector>

#include "fetch/aio/detail/completion_order.hpp"
#include "fetch/aio/gather.hpp"

namespace trawl::aio {

/// Waits until all of `tasks` have ended. As soon as one ends with an error, or as cancelled, throws that;
/// the others go on, for they are not its children. With `errors_too` it waits for all, whatever they end
/// with.
/// Cancel: cancels all, waits for them, throws the first error of their clean-up, else Cancelled.
Coroutine<void> await_all(std::vector<Ref<TaskBase>> tasks, bool errors_too);

/// How an ended task ended.
template <class T>
Outcome<T> outcome_of(const Task<T>& task) {
  if (task.cancelled()) return Outcome<T>();
  if (std::exception_ptr error = task.exception()) return Outcome<T>(std::move(error));
  return Outcome<T>(task.state()->take());
}

/// Like gather of coroutines, but for tasks that someone else has created and owns: the first error comes out
/// at once while the others go on. A task that is given twice gives its result twice.
template <class... T>
Coroutine<std::tuple<typename StoredAs<T>::type...>> gather(Task<T>... tasks) {
  std::vector<Ref<TaskBase>> all;
  (all.push_back(tasks.state()), ...);
  co_await await_all(std::move(all), false);
  co_return std::tuple<typename StoredAs<T>::type...>(tasks.state()->take()...);
}
template <class T>
Coroutine<std::vector<typename StoredAs<T>::type>> gather(std::vector<Task<T>> tasks) {
  std::vector<Ref<TaskBase>> all;
  for (const Task<T>& task : tasks) all.push_back(task.state());
  co_await await_all(std::move(all), false);
  std::vector<typename StoredAs<T>::type> results;
  for (const Task<T>& task : tasks) results.push_back(task.state()->take());
  co_return results;
}
template <class T>
Coroutine<std::vector<Outcome<T>>> gather(ReturnExceptions, std::vector<Task<T>> tasks) {
  std::vector<Ref<TaskBase>> all;
  for (const Task<T>& task : tasks) all.push_back(task.state());
  co_await await_all(std::move(all), true);
  std::vector<Outcome<T>> outcomes;
  for (const Task<T>& task : tasks) outcomes.push_back(outcome_of(task));
  co_return outcomes;
}

}  // namespace trawl::aio
