#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "scraper/cli/command.hpp"
#include "storage/export/page_filter.hpp"
#include "storage/query.hpp"

namespace trawl::cli {

/// What `trawl export` is asked for, understood before the file is opened.
struct ExportRequest {
  ExportRequest() {}
  std::string file;
  std::string output;  ///< a file or a folder; "" for stdout
  storage::PageFilter filter;
  storage::QueryLimits limits;  ///< of the SQL behind the export
  std::set<std::string> with;   ///< what --with adds
  std::string table;            ///< rows of this table or view instead of pages; "" for none
  std::string base;             ///< where a sitemap will be published; "" for the root of its host
  bool is_raw = false;          ///< CSV cells as they are, also what a spreadsheet would run
  bool is_whole = false;        ///< Markdown of whole pages, not of their main text alone
};

// Each writes one kind of export. They throw storage::Error, UsageError, and std::ios::failure for stdout;
// what they could not write whole is not there. They tell on stderr what went to files, and what was left
// out.

/// One object a line for each page; rows of a table alike.
ExitCode export_jsonl(const ExportRequest& request);
/// One line for each page, with its names in the first; rows of a table alike.
ExitCode export_csv(const ExportRequest& request);
/// One URL a line.
ExitCode export_urls(const ExportRequest& request);
ExitCode export_sitemap(const ExportRequest& request);
ExitCode export_graphml(const ExportRequest& request);
/// The stored bodies as files.
ExitCode export_files(const ExportRequest& request);
/// Pages as Markdown. Each begins with a front matter in YAML: its URL, its title and when it was fetched.
ExitCode export_markdown(const ExportRequest& request);

/// Says on stderr that nothing fits the filter, and returns the exit code for that. `rest` follows.
ExitCode nothing_to_export(const ExportRequest& request, std::string_view what, std::string_view rest = "");
/// Says on stderr what stands in the file or folder now; nothing when that was stdout.
void say_written(const ExportRequest& request, std::string_view what, std::string_view rest = "");
/// "1 page", "2 pages".
std::string counted(std::int64_t count, std::string_view one, std::string_view many = "");

}  // namespace trawl::cli
