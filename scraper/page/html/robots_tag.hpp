#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// The words of an X-Robots-Tag header that are meant for everybody, or for the agent of that name, in the form of
/// Page::robots. "otherbot:" in front of words gives them, and those behind them, to that agent
/// (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag). `agent` in any case.
std::string robots_tag_words(std::string_view header, std::string_view agent);

/// Both, separated by a comma where there are both.
std::string joined_robots(std::string first, std::string_view second);

}  // namespace trawl::page
