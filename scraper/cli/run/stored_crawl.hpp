#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "storage/reader.hpp"

namespace trawl::cli {

// Crawls that go on, or begin anew, with the settings of one in a file.

/// The newest crawl of the file, none when it has none.
std::optional<storage::CrawlSummary> newest_crawl(const std::string& file);
bool is_unfinished(const storage::CrawlSummary& crawl);

/// The flags that change stored settings: those of `trawl crawl`, but for where from and where to.
std::vector<Flag> stored_crawl_flags();

/// Runs a crawl over the file with the settings of `crawl` as the flags change them. `recrawl`: it fetches
/// again what is done. Says which secrets were not kept.
ExitCode run_stored_crawl(const std::string& file, const storage::CrawlSummary& crawl,
                          const Arguments& arguments, bool recrawl);

}  // namespace trawl::cli
