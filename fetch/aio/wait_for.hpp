#pragma once
#include <utility>

#include "fetch/aio/timeout.hpp"

namespace trawl::aio {

/// Turns a task or future into a coroutine.
template <class T>
Coroutine<T> result_of(Task<T> task) {
  co_return co_await std::move(task);
}
template <class T>
Coroutine<T> result_of(Future<T> future) {
  co_return co_await std::move(future);
}

/// Gives what `work` gives. Once `limit` has passed, cancels `work` and throws TimeoutError when it has
/// ended. Like timeout(), except that with a limit of zero or less `work` never begins. If `work` cancels
/// itself, Cancelled comes out. Cancel: cancels `work`, waits for it, throws Cancelled.
template <class T>
Coroutine<T> wait_for(Coroutine<T> work, Duration limit) {
  if (limit <= Duration::zero()) throw TimeoutError();
  co_return co_await timeout(limit, std::move(work));
}

/// The same for tasks and futures. One that has ended already gives its result, whatever the limit.
template <class T>
Coroutine<T> wait_for(Task<T> task, Duration limit) {
  return timeout(limit, result_of(std::move(task)));
}
template <class T>
Coroutine<T> wait_for(Future<T> future, Duration limit) {
  return timeout(limit, result_of(std::move(future)));
}

}  // namespace trawl::aio
