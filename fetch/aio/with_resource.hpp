#pragma once
#include <exception>
#include <type_traits>
#include <utility>

#include "fetch/aio/async_generator.hpp"
#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/outcome.hpp"

namespace trawl::aio {

/// `async with`: acquires a resource, runs `body(resource, args...)` and awaits `release(resource)` on every
/// path: after a result, an error and a cancel. Gives or throws what the body does. An error of the release
/// wins over an error of the body, which is then reported. If acquiring fails, nothing is released.
/// Cancel: reaches what is awaited at that moment; the release is awaited all the same, and a second cancel
/// can reach it. If the frame is destroyed where it stands, the resource is destroyed without its release.
/// Arguments are values, or std::ref to something that outlives the call.
template <class R, class Release, class Body, class... Args>
std::invoke_result_t<Body, R&, Args...> with_resource(Coroutine<R> acquire, Release release, Body body,
                                                      Args... args) {
  R resource = co_await std::move(acquire);
  auto outcome = co_await outcome_of(body(resource, std::move(args)...));
  std::exception_ptr failure;
  try {
    co_await release(resource);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    if (outcome.error())
      EventLoop::current().report("error before a release that failed too", outcome.error());
    std::rethrow_exception(failure);
  }
  if constexpr (std::is_void_v<typename std::invoke_result_t<Body, R&, Args...>::result_type>) {
    outcome.value();
  } else {
    co_return std::move(outcome).value();
  }
}

/// A coroutine that gives `value` without waiting.
template <class T>
Coroutine<T> ready(T value) {
  co_return std::move(value);
}

/// Runs `body(generator, args...)` and awaits the generator's aclose() on every path, like with_resource.
template <class T, class Body, class... Args>
auto with_aclosing(AsyncGenerator<T> generator, Body body, Args... args) {
  const auto close = [](AsyncGenerator<T>& left) { return left.aclose(); };
  return with_resource(ready(std::move(generator)), close, std::move(body), std::move(args)...);
}

}  // namespace trawl::aio
