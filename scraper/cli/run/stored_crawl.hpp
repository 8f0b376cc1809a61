#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "storage/reader.hpp"

namespace trawl::cli {

// Runs crawls with the settings that a crawl file keeps: to resume its crawl, or to crawl again.

/// The newest crawl of the file, none when there is none.
std::optional<storage::CrawlSummary> newest_crawl(const std::string& file);
bool is_unfinished(const storage::CrawlSummary& crawl);

/// The flags that change stored settings: those of `trawl crawl`, without --input and --output.
std::vector<Flag> stored_crawl_flags();

/// Runs a crawl over the file with the settings of `crawl`, as changed by the flags. `recrawl`: fetches again
/// what is done. Tells the user which secrets the file did not keep.
ExitCode run_stored_crawl(const std::string& file, const storage::CrawlSummary& crawl,
                          const Arguments& arguments, bool recrawl);

}  // namespace trawl::cli
