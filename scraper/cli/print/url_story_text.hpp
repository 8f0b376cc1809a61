#pragma once
#include <string>
#include <utility>
#include <vector>

#include "scraper/cli/settings/kept_option.hpp"

namespace trawl::cli {

/// What url_report() found, for people. Strings from the web are safe for a terminal.
struct UrlStory {
  std::string url;
  std::string answer;                                      ///< in a sentence
  std::vector<std::pair<std::string, std::string>> lines;  ///< label and text of each
};
UrlStory url_story(const Json& report, const std::string& file);

/// The same as text: first the answer in a sentence, then the story behind it. `file` is
/// that of the crawl, for commands to type. Strings from the web are safe for a terminal. Pure.
std::string url_story_text(const Json& report, const std::string& file);

}  // namespace trawl::cli
