#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scraper/crawl/progress.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "web/status.hpp"

namespace trawl::cli {

/// What stays the same while a crawl runs.
struct CrawlIdentity {
  std::string name, file, started_at;
};

/// The numbers of a crawl as the web UI shows them.
web::Status web_status(const CrawlIdentity& crawl, const crawl::Options& options,
                       const crawl::Progress& progress, const std::vector<crawl::HostProgress>& hosts,
                       const std::vector<crawl::RecentVisit>& recent);

}  // namespace trawl::cli
