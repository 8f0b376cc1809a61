#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/crawl/ending.hpp"
#include "storage/item_report.hpp"
#include "storage/live.hpp"
#include "storage/shape_records.hpp"

namespace trawl::cli {

/// How a run ended.
struct CrawlEnd {
  crawl::Ending ending = crawl::Ending::finished;
  std::int64_t crawl_id = 0;
  storage::LiveNumbers numbers;
  std::vector<std::string> warnings;  ///< why nothing could be fetched; empty when something was
  std::vector<std::string> hints;     ///< what the seeds' answers explain, whatever was fetched
  std::string crawl;                  ///< which crawl of the file it was; "" for the first
  bool runs_commands = false;         ///< its rules run commands, which were allowed
  bool had_nothing_new = false;       ///< all that it reached was in the file, and fresh
  /// The hosts with URLs left that ask for a longer wait than the crawl waits.
  std::vector<storage::LiveHost> parked;
  std::vector<storage::ShapeRecord> held;  ///< shapes whose URLs wait for a person
  storage::ItemReport items;
  std::vector<std::string> failed_gates;    ///< a line for each condition of --fail-on that holds
  std::vector<std::string> unjudged_gates;  ///< the same for those that the file cannot answer yet
};

/// Whether any page of the crawl got a response, whatever its status.
bool has_fetched(const CrawlEnd& end);

ExitCode exit_code_of(const CrawlEnd& end);

/// Why nothing could be fetched, in one line, for runs that print no report. Requires: !has_fetched(end).
std::string failure_text(const CrawlEnd& end);

/// The report of a run, in several lines: its results, and what to do next.
std::string summary(const CrawlEnd& end, const std::filesystem::path& file, std::int64_t file_bytes);

}  // namespace trawl::cli
