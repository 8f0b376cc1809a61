#pragma once
#include <cstdint>
#include <string>

#include "fetch/error.hpp"
#include "fetch/http/response.hpp"
#include "scraper/crawl/options.hpp"
#include "scraper/crawl/outcome.hpp"
#include "scraper/crawl/rules/scope.hpp"
#include "storage/live.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What the crawl's rules say about a fetched page. Shared by the parsers' threads, which only read it.
struct Rules {
  Rules(const Options& of_options, const Scope& of_scope) : options(of_options), scope(of_scope) {}
  const Options& options;
  const Scope& scope;
};

/// A visit on its way to the store, with what the live view shows of it.
struct VisitReport {
  VisitReport() {}
  storage::Visit visit;
  storage::LivePage recent;
  bool is_retry = false;
  bool is_sitemap = false;  ///< the URL is known for a sitemap: it is none of the pages that are counted
  std::string warning;      ///< what the user should know, for `events`; "" for nothing
  std::string_view warning_kind;
};

/// What a response means: the page's row with its compressed body, the links, the URLs they lead to with the decision on
/// each, and the URL's new state (another try at `now` + pause for 429 and 5xx, while tries are left).
/// Thread: any; pure.
VisitReport read_response(const Rules& rules, const storage::Lease& lease, const fetch::Response& response,
                          const Outcome& outcome, double now);

/// What a failed fetch means.
VisitReport read_failure(const Rules& rules, const storage::Lease& lease, const fetch::Error& error,
                         const Outcome& outcome, double now);

/// A URL that is not fetched.
VisitReport read_refusal(const storage::Lease& lease, storage::SkipReason reason);

}  // namespace trawl::crawl
