#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/print/junit.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "storage/crawl_diff.hpp"
#include "storage/item_report.hpp"

namespace trawl::cli {

/// What conditions of --fail-on are about.
struct GateFacts {
  GateFacts() {}
  std::filesystem::path file;                        ///< the crawl file
  const storage::DiffCounts* differences = nullptr;  ///< null: to the crawl before, as the file has them
  std::optional<std::int64_t> rows;                  ///< of the query or report at hand
  const storage::ItemReport* items = nullptr;        ///< null: as the file has them
};

/// What came of each condition, in order. One that the file cannot answer (`new broken_links` in its first
/// crawl) does not hold, and its message says why. Throws std::invalid_argument for what is no condition or
/// names a view that the file does not have; storage::Error.
std::vector<GateResult> check_gates(const std::vector<std::string>& gates, const GateFacts& facts);

/// --junit of crawls. It is no setting that a file could have, as it names a file to write.
inline constexpr Flag kJunit{"junit", 0, "FILE", "write what came of --fail-on to FILE, as JUnit XML",
                             "Output"};
/// CrawlSettings::junit as that flag says. Throws UsageError where there are no conditions.
void set_junit(CrawlSettings& settings, const Arguments& arguments);

/// --fail-on and --junit, for commands that read a crawl file.
std::vector<Flag> gate_flags();
/// The conditions of those flags. Throws UsageError for one that is none, or with --junit if there is none.
std::vector<std::string> gates_of(const Arguments& arguments);
/// Checks the conditions of those flags, prints a line on stderr for each that holds, and writes the file of
/// --junit. Exit code `gate` if one holds, else `done`. Throws UsageError for a view that is not there.
ExitCode pass_gates(const Arguments& arguments, const GateFacts& facts);

/// Writes JUnit's XML; "" as `junit` is none. Throws std::runtime_error.
void write_junit(const std::filesystem::path& junit, const std::filesystem::path& file,
                 const std::vector<GateResult>& results);

}  // namespace trawl::cli
