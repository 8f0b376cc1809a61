#pragma once
#include <string>

#include "scraper/cli/settings/kept_option.hpp"

namespace trawl::cli {

/// What url_report() found, for people: first the answer in a sentence, then the story behind it. `file` is
/// that of the crawl, for commands to type. Strings from the web are safe for a terminal. Pure.
std::string url_story_text(const Json& report, const std::string& file);

}  // namespace trawl::cli
