#include "scraper/crawl/visit/judge.hpp"

#include "scraper/crawl/visit/found_urls.hpp"

namespace trawl::crawl {
namespace {

using storage::SkipReason;

/// Whether the decision depends on flags, or on what a host may say otherwise now.
bool may_change(SkipReason reason, const Options& options) {
  switch (reason) {
    case SkipReason::nofollow:
      return !options.obey_nofollow && !options.obey_link_nofollow;
    case SkipReason::not_listed:
      return options.sitemap != SitemapUse::only;
    case SkipReason::not_modified:
      return !options.sitemap_since;
    case SkipReason::none:
    case SkipReason::not_a_page:
    case SkipReason::sitemap_nesting:
    case SkipReason::too_many_redirects:
    case SkipReason::no_sitemap:
    case SkipReason::in_flight_at_kills:
    case SkipReason::another_crawl:
      return false;
    default:
      return true;
  }
}

}  // namespace

std::vector<std::int64_t> allowed_again(const VisitPolicy* policy, const std::vector<storage::SkippedUrl>& urls) {
  std::vector<std::int64_t> allowed;
  for (const storage::SkippedUrl& skipped : urls) {
    if (!may_change(skipped.reason, policy->options)) continue;
    const auto url = fetch::Url::parse(skipped.url);
    if (url && !refused_by_rules(policy->options, policy->scope, *url, skipped.kind, skipped.depth))
      allowed.push_back(skipped.url_id);
  }
  return allowed;
}

SkipReason refuses_now(const VisitPolicy& policy, const storage::Lease& lease) {
  const auto url = fetch::Url::parse(lease.url);
  if (!url) return SkipReason::none;
  return refused_by_rules(policy.options, policy.scope, *url, lease.kind, lease.depth).reason;
}

}  // namespace trawl::crawl
