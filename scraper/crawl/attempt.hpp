#pragma once
#include <optional>

#include "fetch/client.hpp"
#include "fetch/url/url_key.hpp"
#include "scraper/crawl/rules/outcome.hpp"
#include "scraper/crawl/wall_clock.hpp"

namespace trawl::crawl {

/// One request and how it ended.
/// Invariant: it has a response or an error, never both.
struct Attempt {
  explicit Attempt(fetch::Response answer) : response(std::move(answer)) {
    outcome.repeats = response->repeats;
  }
  explicit Attempt(fetch::Error failure) : error(std::move(failure)) {
    outcome.error = error->kind();
    outcome.repeats = error->repeats;
  }
  /// How many requests it took: each counts as a try.
  int tries() const { return 1 + outcome.repeats; }
  std::optional<fetch::Response> response;
  std::optional<fetch::Error> error;
  Outcome outcome;
};

/// Sends a request once and reports how it ended. Crawls, single fetches and requests for robots.txt all ask
/// through this; rules/retry.hpp decides from the outcome whether to ask again. Never throws fetch::Error: a failure is an end like any other. Cancel: passes.
aio::Coroutine<Attempt> attempt(fetch::Client& client, fetch::Request request, const WallClock& clock);

}  // namespace trawl::crawl
