#pragma once
#include "fetch/http/response.hpp"
#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "scraper/page/page.hpp"

namespace trawl::crawl {

/// Adds a feed's title, and what it links to, as links of the page: the site that it is of, its other parts (RFC 5005), what
/// its entries are, and their enclosures, which are recorded and not followed. Nothing for what is no feed. `page` is what the
/// headers say.
void add_feed(const VisitPolicy& policy, const fetch::Response& response, const page::Page& page,
              FoundUrls& found, storage::Visit& visit);

}  // namespace trawl::crawl
