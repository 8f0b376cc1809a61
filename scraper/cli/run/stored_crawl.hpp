#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/extract/spider.hpp"
#include "storage/reader.hpp"

namespace trawl::cli {

// Runs crawls with the settings that a crawl file keeps: to resume its crawl, or to crawl again.

/// The crawl of the file that ran last; none when there is none.
std::optional<storage::CrawlSummary> newest_crawl(const std::string& file);
/// The newest that is not finished.
std::optional<storage::CrawlSummary> unfinished_crawl(const std::string& file);

/// The crawl that a command with those seeds goes on with: the newest unfinished one that has one of them; 0
/// if there is none but others are unfinished. None if there is nothing to choose from.
std::optional<std::int64_t> crawl_with_seeds(const std::filesystem::path& file,
                                             const std::vector<fetch::Url>& seeds);

/// The flags that change stored settings: those of `trawl crawl`, without --input and --output.
std::vector<Flag> stored_crawl_flags();

/// The crawls that later commands go on with or repeat, the newest and the unfinished ones, by id, with their
/// settings as JSON in which the rules are those of `spider`. What it says nothing of, starts or links to
/// follow, stays as it was. Only those crawls whose settings that changes.
std::map<std::int64_t, std::string> crawls_with_rules(const std::string& file, const extract::Spider& spider);

/// The values of --release.
std::vector<std::string> released_shapes(const Arguments& arguments);

/// Runs a crawl over the file with the settings of `crawl`, as changed by the flags: a new one if `is_new`,
/// else it goes on with that one. Tells the user which secrets the file did not keep.
/// `only_these`: as CrawlSettings::only_these.
ExitCode run_stored_crawl(const std::string& file, const storage::CrawlSummary& crawl,
                          const Arguments& arguments, bool is_new,
                          std::shared_ptr<const std::vector<std::int64_t>> only_these = nullptr);

}  // namespace trawl::cli
