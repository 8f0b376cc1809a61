#pragma once
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/cli/print/summary.hpp"
#include "scraper/cli/settings/settings.hpp"

namespace trawl::cli {

/// Runs a crawl to its end, shows it on stderr and in the web UI, and prints the summary to stderr. At the
/// first of stop_signals() it lets the fetches in flight finish; at the second it gives them up.
/// Requires: no other threads yet, unless they were started after block_stop_signals(); options.output is
/// set. Throws storage::Error, web::Error, std::invalid_argument.
CrawlEnd run_crawl(CrawlSettings settings, std::vector<fetch::Url> seeds);

}  // namespace trawl::cli
