#pragma once
#include <string_view>

#include "fetch/http/response.hpp"
#include "scraper/crawl/visit/visit.hpp"
#include "scraper/extract/structured_data.hpp"
#include "scraper/page/page.hpp"

namespace trawl::crawl {

/// Adds what an HTML response of that media type says of itself; nothing for other types. `page` is its
/// received_page() with the texts of JSON-LD and OpenGraph still in it.
void add_structured(const fetch::Response& response, std::string_view media_type, const page::Page& page,
                    extract::StructuredData& found);

/// Moves what was found to the rows of the visit, and its notes to those of the report. Requires: visit.page.
void keep_structured(extract::StructuredData found, VisitReport& report);

}  // namespace trawl::crawl
