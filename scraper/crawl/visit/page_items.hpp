#pragma once
#include "fetch/http/response.hpp"
#include "scraper/crawl/visit/found_urls.hpp"
#include "scraper/crawl/visit/policy.hpp"
#include "scraper/crawl/visit/readable_page.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What is wanted of the rules. That a page is known already leaves its links alone.
enum class RulesGive { rows_and_links, links };

/// Puts into the report what the rules of the spider file make of the page in a response: rows, counts and
/// notes, if they are wanted; into `found` the links that follow rules chose, and into `links` those of them
/// that are no links of the page itself. They ask with the headers of the page's own request, within its
/// origin. Only of a page that is there, or that is as it was (304). Requires: report.visit.page.
void read_by_rules(const VisitPolicy& policy, const storage::Lease& lease, const fetch::Response& response,
                   ReadablePage& page, RulesGive wanted, FoundUrls& found, VisitReport& report);

/// Adds where a page redirects to; a redirect that keeps a method, a body or headers is a request of its own.
void add_redirect(const storage::Lease& lease, const fetch::Response& response, const fetch::Url& target,
                  FoundUrls& found);

}  // namespace trawl::crawl
