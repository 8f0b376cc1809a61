#pragma once
#include <optional>

#include "fetch/client.hpp"
#include "fetch/url/url_key.hpp"
#include "scraper/crawl/rules/outcome.hpp"
#include "scraper/crawl/wall_clock.hpp"

namespace trawl::crawl {

/// One request and how it ended.
/// Invariant: it has a response or an error, never both. `outcome.error` says whether it failed.
struct Attempt {
  explicit Attempt(fetch::Response answer) : response(std::move(answer)) {
    outcome.repeats = response->repeats;
  }
  explicit Attempt(fetch::Error failure) : error(std::move(failure)) {
    outcome.error = error->kind();
    outcome.is_final = error->is_final;
    outcome.repeats = error->repeats;
  }
  /// Why it failed; null if it did not.
  const fetch::Error* failure() const {
    if (error) return &*error;
    return outcome.error ? &*response->fault : nullptr;
  }
  /// How many requests it took: each counts as a try.
  int tries() const { return 1 + outcome.repeats; }
  std::optional<fetch::Response> response;
  std::optional<fetch::Error> error;
  Outcome outcome;
};

/// Sends a request once and reports how it ended. Crawls, single fetches and requests for robots.txt all
/// ask through this; rules/retry.hpp decides from the outcome whether to ask again. A response whose body
/// is faulty is a failure only if its head does not suffice. Never throws fetch::Error: a failure is an end
/// like any other. Cancel: passes.
aio::Coroutine<Attempt> attempt(fetch::Client& client, fetch::Request request, const WallClock& clock);

}  // namespace trawl::crawl
