#pragma once
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "fetch/aio/outcome.hpp"
#include "fetch/aio/task_group.hpp"

namespace trawl::aio {

/// Runs all of `work` at the same time and gives the results in order once all have ended; at once if there
/// is no work. The first error cancels the others and is thrown when they have ended; later errors are
/// reported.
/// Cancel: cancels all, waits for them, throws Cancelled.
template <class T>
requires(!std::is_void_v<T>) Coroutine<std::vector<typename StoredAs<T>::type>> gather(
    std::vector<Coroutine<T>> work) {
  TaskGroup group;
  std::vector<Task<T>> tasks;
  tasks.reserve(work.size());
  for (Coroutine<T>& one : work) tasks.push_back(group.create_task(std::move(one)));
  work.clear();
  co_await group.join();
  std::vector<typename StoredAs<T>::type> results;
  results.reserve(tasks.size());
  for (const Task<T>& task : tasks) results.push_back(task.state()->take());
  co_return results;
}

inline Coroutine<void> gather(std::vector<Coroutine<void>> work) {
  TaskGroup group;
  for (Coroutine<void>& one : work) group.create_task(std::move(one));
  work.clear();
  co_await group.join();
}

/// The same for a fixed number of coroutines of any types. A void result becomes a std::monostate.
template <class... T>
Coroutine<std::tuple<typename StoredAs<T>::type...>> gather(Coroutine<T>... work) {
  TaskGroup group;
  std::tuple<Task<T>...> tasks(group.create_task(std::move(work))...);
  co_await group.join();
  const auto results = [](const Task<T>&... task) {
    return std::tuple<typename StoredAs<T>::type...>(task.state()->take()...);
  };
  co_return std::apply(results, tasks);
}

/// The first argument of a gather that gives errors as values.
struct ReturnExceptions {
  explicit constexpr ReturnExceptions() = default;
};
inline constexpr ReturnExceptions return_exceptions;

/// Runs all of `work` to the end and gives the outcomes in order; an error does not stop the others.
/// Cancel: cancels all, waits for them, throws Cancelled.
template <class T>
Coroutine<std::vector<Outcome<T>>> gather(ReturnExceptions, std::vector<Coroutine<T>> work) {
  std::vector<Coroutine<Outcome<T>>> outcomes;
  outcomes.reserve(work.size());
  for (Coroutine<T>& one : work) outcomes.push_back(outcome_of(std::move(one)));
  return gather(std::move(outcomes));
}
template <class... T>
Coroutine<std::tuple<Outcome<T>...>> gather(ReturnExceptions, Coroutine<T>... work) {
  return gather(outcome_of(std::move(work))...);
}

}  // namespace trawl::aio
