#pragma once
#include "fetch/http/response.hpp"
#include "scraper/page/page.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

// These fill the row of a page.

/// From the response, without its headers: a 304 merges those first. The media type is the sniffed one.
void describe(storage::PageRecord& record, const fetch::Response& response);
/// From the page; also its fingerprint.
void describe(storage::PageRecord& record, const page::Page& page);
/// Adds to its timing how long the URL waited, and for what.
void describe_wait(storage::PageRecord& record, const storage::Lease& lease);

}  // namespace trawl::crawl
