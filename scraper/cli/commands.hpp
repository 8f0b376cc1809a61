#pragma once
#include <vector>

#include "scraper/cli/command.hpp"

// The commands of trawl, each from the file of its name in commands/.
namespace trawl::cli {

Command crawl_command();
Command resume_command();
Command recrawl_command();
Command ctl_command();
Command fetch_command();
Command robots_command();
Command sitemap_command();
Command query_command();
Command why_command();
Command diff_command();
Command show_command();
Command search_command();
Command report_command();
Command extract_command();
Command export_command();
Command mcp_command();
Command serve_command();
Command demo_command();
Command init_command();
Command test_command();
Command schema_command();
Command shell_command();
Command inspect_command();
Command doctor_command();
Command version_command();

/// All of them, in the order of the help. The first is what `trawl URL…` runs.
inline std::vector<Command> all_commands() {
  return {crawl_command(),  resume_command(),  recrawl_command(), ctl_command(),     fetch_command(),
          robots_command(), sitemap_command(), query_command(),   why_command(),     diff_command(),
          report_command(), show_command(),    search_command(),  extract_command(), export_command(),
          mcp_command(),    serve_command(),   demo_command(),    init_command(),    test_command(),
          schema_command(), shell_command(),   inspect_command(), doctor_command(),  version_command()};
}

}  // namespace trawl::cli
