#pragma once
#include <utility>

#include "fetch/aio/async_generator.hpp"
#include "fetch/aio/with_resource.hpp"

namespace trawl::aio {

/// A coroutine that waits for nothing and gives what it was given.
template <class T>
Coroutine<T> ready(T value) {
  co_return std::move(value);
}

/// Runs `body(generator, args...)` and awaits the generator's aclose() on every path, as with_resource does.
template <class T, class Body, class... Args>
auto with_aclosing(AsyncGenerator<T> generator, Body body, Args... args) {
  const auto close = [](AsyncGenerator<T>& left) { return left.aclose(); };
  return with_resource(ready(std::move(generator)), close, std::move(body), std::move(args)...);
}

}  // namespace trawl::aio
