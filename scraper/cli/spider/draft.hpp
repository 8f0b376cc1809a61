#pragma once
#include <string>
#include <string_view>

#include "fetch/http/response.hpp"

namespace trawl::cli {

/// A spider file with comments for a page, as a beginning: the list that repeats on it, what its JSON-LD says
/// of itself, or the objects of a JSON page, and the way to the next page. parse_spider_file() reads it,
/// whatever the page has in it. `media_type` as crawl::media_type_of() finds it.
std::string draft_of(const fetch::Response& page, std::string_view media_type);

}  // namespace trawl::cli
