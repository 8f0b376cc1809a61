#pragma once
#include <string>
#include <string_view>

namespace trawl::page {

/// The words of an X-Robots-Tag header that apply to every agent or to `agent`, in the form of Page::robots.
/// "otherbot:" addresses the words after it, up to the next such name, to that agent alone
/// (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag). The case of `agent` does
/// not matter.
std::string robots_tag_words(std::string_view header, std::string_view agent);

/// Both texts, with a comma between them if neither is empty.
std::string joined_robots(std::string first, std::string_view second);

}  // namespace trawl::page
