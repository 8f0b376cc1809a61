#pragma once
#include <utility>

#include "fetch/aio/timeout.hpp"

namespace trawl::aio {

/// The result of a task or future, as a coroutine.
template <class T>
Coroutine<T> result_of(Task<T> task) {
  co_return co_await std::move(task);
}
template <class T>
Coroutine<T> result_of(Future<T> future) {
  co_return co_await std::move(future);
}

/// Gives what `work` gives; once `limit` has passed, cancels it and throws TimeoutError when it has ended.
/// As timeout(), but with a limit of zero or less `work` never begins. Cancel: cancels `work`, waits for it,
/// throws Cancelled; so does an operation that was cancelled by itself.
template <class T>
Coroutine<T> wait_for(Coroutine<T> work, Duration limit) {
  if (limit <= Duration::zero()) throw TimeoutError();
  co_return co_await timeout(limit, std::move(work));
}

/// The same for what others may hold too: one that has ended gives its result whatever the limit.
template <class T>
Coroutine<T> wait_for(Task<T> task, Duration limit) {
  return timeout(limit, result_of(std::move(task)));
}
template <class T>
Coroutine<T> wait_for(Future<T> future, Duration limit) {
  return timeout(limit, result_of(std::move(future)));
}

}  // namespace trawl::aio
