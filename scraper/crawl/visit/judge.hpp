#pragma once
#include <cstdint>
#include <vector>

#include "scraper/crawl/visit/policy.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

// A crawl that goes on with other flags judges again what it decided with the old ones.

/// The ids of those skipped URLs that the rules of this run allow, or that robots.txt, a host or a limit
/// refused: these are asked again. What was refused for what it is (not a page, no sitemap) stays so.
/// Thread: any; pure.
std::vector<std::int64_t> allowed_again(const VisitPolicy* policy,
                                        const std::vector<storage::SkippedUrl>& urls);

/// Why the rules of this run refuse a URL that waits; none if they do not.
storage::Skip refuses_now(const VisitPolicy& policy, const storage::Lease& lease);

/// The same, by the patterns alone: those may have changed while the URL waited.
storage::Skip refused_by_patterns(const VisitPolicy& policy, const storage::Lease& lease);

}  // namespace trawl::crawl
