#include "scraper/crawl/visit/judge.hpp"

#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::crawl {
namespace {

using storage::SkipReason;

/// Whether the flags of now, or what a host says now, may allow the URL.
bool may_change(SkipReason reason, const Options& options) {
  switch (reason) {
    case SkipReason::nofollow:
      return !options.obey_nofollow && !options.obey_link_nofollow;
    case SkipReason::not_listed:
      return options.sitemap != SitemapUse::only;
    case SkipReason::not_modified:
      return !options.sitemap_since;
    case SkipReason::not_chosen:
      return !options.spider || options.spider->follow.empty();
    default:
      return storage::judged(reason) == storage::Judged::again;
  }
}

/// `had_its_host`: a sitemap that waits, or that was skipped for another reason than its host, was named by a
/// site of the seeds or stands there.
storage::Skip refused(const VisitPolicy& policy, const fetch::Url& url, storage::UrlKind kind, int depth,
                      bool had_its_host) {
  if (storage::is_part(kind) && !policy.options.check_assets) return SkipReason::not_a_page;
  if (kind == storage::UrlKind::external && !policy.options.check_external) return SkipReason::scope;
  if (storage::is_only_checked(kind)) return check_refused_by_rules(policy.options, policy.scope, url);
  if (kind == storage::UrlKind::page) return page_refused_by_rules(policy.options, policy.scope, url, depth);
  return sitemap_refused_by_rules(policy.options, policy.scope, url, had_its_host);
}

}  // namespace

std::vector<std::int64_t> allowed_again(const VisitPolicy* policy,
                                        const std::vector<storage::SkippedUrl>& urls) {
  std::vector<std::int64_t> allowed;
  for (const storage::SkippedUrl& skipped : urls) {
    if (!may_change(skipped.reason, policy->options)) continue;
    const auto url = fetch::Url::parse(skipped.url);
    const bool had_its_host = skipped.reason != SkipReason::scope;
    if (url && !refused(*policy, *url, skipped.kind, skipped.depth, had_its_host))
      allowed.push_back(skipped.url_id);
  }
  return allowed;
}

storage::Skip refuses_now(const VisitPolicy& policy, const storage::Lease& lease) {
  const auto url = fetch::Url::parse(lease.url);
  if (!url) return SkipReason::none;
  return refused(policy, *url, lease.kind, lease.depth, true);
}

storage::Skip refused_by_patterns(const VisitPolicy& policy, const storage::Lease& lease) {
  const auto url = fetch::Url::parse(lease.url);
  if (!url) return SkipReason::none;
  const int depth = lease.kind == storage::UrlKind::page ? lease.depth : 0;  // others need not be included
  const auto refusal = policy.scope.refused_by_pattern(*url, depth);
  if (!refusal) return SkipReason::none;
  return *refusal == OutOfScope::include ? SkipReason::include : SkipReason::exclude;
}

}  // namespace trawl::crawl
