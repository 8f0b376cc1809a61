#pragma once
#include "scraper/crawl/visit/visit.hpp"
#include "scraper/extract/structured/structured_data.hpp"

namespace trawl::crawl {

/// Moves what was found to the rows of the visit, and its notes to those of the report. Requires: visit.page.
void keep_structured(extract::StructuredData found, VisitReport& report);

}  // namespace trawl::crawl
