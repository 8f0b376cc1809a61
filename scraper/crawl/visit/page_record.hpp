#pragma once
#include "fetch/http/response.hpp"
#include "scraper/page/page.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

// What goes into the row of a page.

/// What the response says, but its headers: those may be joined with others first. The media type is the sniffed one.
void describe(storage::PageRecord& record, const fetch::Response& response);
/// What the page says, and its fingerprint.
void describe(storage::PageRecord& record, const page::Page& page);

}  // namespace trawl::crawl
