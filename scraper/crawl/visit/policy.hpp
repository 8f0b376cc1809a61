#pragma once
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/scope.hpp"

namespace trawl::crawl {

/// Decides how a response is read, and which of its links are followed.
/// Thread: the parsers' threads share it and only read it. Requires: the options and the scope outlive it.
struct VisitPolicy {
  VisitPolicy(const Options& crawl_options, const Scope& crawl_scope)
      : options(crawl_options), scope(crawl_scope) {}
  const Options& options;
  const Scope& scope;
};

}  // namespace trawl::crawl
