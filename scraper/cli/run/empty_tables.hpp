#pragma once
#include "scraper/crawl/rules/options.hpp"
#include "storage/item_report.hpp"

namespace trawl::cli {

/// Finds out why tables have no row: no page of the newest crawl is one that their rules match, or none has
/// what they look for. Looks at the URLs of some ten thousand pages at most, and only if there is such a
/// table. Requires: options.spider and options.output.
void explain_empty_tables(const crawl::Options& options, storage::ItemReport& report);

}  // namespace trawl::cli
