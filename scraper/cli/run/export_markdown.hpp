#pragma once
#include <string>

#include "scraper/cli/command.hpp"

namespace trawl::cli {

/// Where an export goes, and what of the pages.
struct MarkdownExport {
  MarkdownExport() {}
  std::string folder;     ///< one file a page; "" for one stream to stdout
  bool is_whole = false;  ///< all of a page, not its main text alone
};

/// Writes the newest page of each URL of a crawl file as Markdown. Each begins with a front matter in YAML:
/// its URL, its title and when it was fetched. Needs the memory of one page. Tells how many pages there were
/// on stderr when they went to a folder. Throws storage::Error.
ExitCode export_markdown(const std::string& file, const MarkdownExport& how);

}  // namespace trawl::cli
