#pragma once
#include <string_view>

#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "scraper/page/page.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Records the links of a page, and adds their targets to `found`, each with what bars the way. `hops`
/// redirects in a row led to the page; a refresh is one more. Moves the texts of the links out of `page`.
/// Requires: visit.page.
void add_links(const VisitPolicy& policy, page::Page& page, int hops, FoundUrls& found,
               storage::Visit& visit);

/// The same for what a style sheet at `base` loads.
void add_style_links(const VisitPolicy& policy, std::string_view css, const fetch::Url& base,
                     FoundUrls& found, storage::Visit& visit);

}  // namespace trawl::crawl
