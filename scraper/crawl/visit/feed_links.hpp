#pragma once
#include "fetch/http/response.hpp"
#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "scraper/extract/structured/structured_data.hpp"
#include "scraper/page/page.hpp"

namespace trawl::crawl {

/// Adds the title and the links of a feed to its page: its site, its other parts (RFC 5005), its entries, and
/// their enclosures, which are recorded but not followed. Does nothing when the response is no feed. `page`
/// holds what the headers say.
/// Adds the entries to `structured`, unless that is null.
void add_feed(const VisitPolicy& policy, const fetch::Response& response, const page::Page& page,
              FoundUrls& found, storage::Visit& visit, extract::StructuredData* structured);

}  // namespace trawl::crawl
