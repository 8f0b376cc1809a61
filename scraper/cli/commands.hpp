#pragma once
#include "scraper/cli/command.hpp"

/// The commands of trawl, each from the file of its name.
namespace trawl::cli {

Command crawl_command();
Command fetch_command();
Command query_command();
Command serve_command();
Command resume_command();
Command recrawl_command();
Command demo_command();
Command inspect_command();
Command robots_command();
Command sitemap_command();
Command doctor_command();
Command version_command();

}  // namespace trawl::cli
