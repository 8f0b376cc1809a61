#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/crawl/ending.hpp"
#include "storage/live.hpp"

namespace trawl::cli {

/// How a run ended.
struct CrawlEnd {
  crawl::Ending ending = crawl::Ending::finished;
  storage::LiveNumbers numbers;
  std::vector<std::string> warnings;  ///< what kept the crawl from fetching, where nothing could be fetched
};

/// Whether any page of the crawl answered, whatever its status.
bool has_fetched(const CrawlEnd& end);

ExitCode exit_code_of(const CrawlEnd& end);

/// The account of a run, several lines: what came of it, and what to do next.
std::string summary(const CrawlEnd& end, const std::filesystem::path& file, std::int64_t file_bytes);

}  // namespace trawl::cli
