#pragma once
#include <string_view>

#include "fetch/http/response.hpp"
#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/policy.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "scraper/extract/extractor.hpp"
#include "scraper/page/page.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What the rules make of the page in a response. `page`: the same, as read for its links; null: not read.
/// Requires: policy.extractor.
extract::Extracted extracted(const VisitPolicy& policy, const storage::Lease& lease,
                             const fetch::Response& response, std::string_view media_type,
                             const page::Page* page, double now);

/// Puts the rows into the visit and the notes into the report.
void add_items(const VisitPolicy& policy, extract::Extracted& extracted, VisitReport& report);

/// Adds the links that follow rules chose to `found`, and, of those that are no links of the page itself, the
/// rows of `links`. They ask with the headers of the page's own request, within its origin.
void add_followed(const VisitPolicy& policy, const storage::Lease& lease, const extract::Extracted& extracted,
                  bool is_nofollow, FoundUrls& found, storage::Visit& visit);

}  // namespace trawl::crawl
