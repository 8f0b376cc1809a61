#pragma once
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/cli/print/summary.hpp"
#include "scraper/cli/settings/settings.hpp"

namespace trawl::cli {

/// From now on SIGINT and SIGTERM wait for run_crawl, on this thread and those that it starts. For commands
/// that start threads before the crawl.
void block_stop_signals();

/// Runs a crawl to its end, with the web UI and the view on stderr, and prints the summary there. The first
/// SIGINT or SIGTERM lets what is in flight end, the second gives it up.
/// Requires: no other threads yet, unless they were started after block_stop_signals(); options.output is
/// set. Throws storage::Error, web::Error, std::invalid_argument.
CrawlEnd run_crawl(const CrawlSettings& settings, const std::vector<fetch::Url>& seeds);

}  // namespace trawl::cli
