#pragma once
#include <optional>
#include <string>

#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/scope.hpp"
#include "storage/skip_reason.hpp"

namespace trawl::crawl {

/// What the rules of a crawl say of a URL, for people. The verdicts are those of the crawl: the same
/// functions decide.
struct Explanation {
  Explanation() {}
  storage::Skip skip;  ///< none: allowed
  std::string text;    ///< which rule decided: "--exclude '\.pdf$' matches"
};

/// Scope, patterns, depth, traps. `is_sitemap`: judged as a sitemap that its own site names. Pure.
Explanation explain_rules(const Options& options, const Scope& scope, const fetch::Url& url, int depth,
                          bool is_sitemap = false);

/// What robots.txt says, as the crawl keeps it in `hosts`. None if it is not known and obeyed.
std::optional<Explanation> explain_robots(const Options& options, const std::string& robots_status,
                                          const std::string& robots_txt, const fetch::Url& url);

/// Whether the host is a literal address that the crawl may not connect to; none if it is not, or is a name:
/// that is known when it is looked up.
std::optional<Explanation> explain_address(const Options& options, const std::vector<fetch::Url>& seeds,
                                           const fetch::Url& url);

/// "--scope host", "--scope prefix": as typed.
std::string scope_flag(const Options& options);

}  // namespace trawl::crawl
