#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "fetch/http/response.hpp"

namespace trawl::cli {

/// A page on which rules find nothing; what() says why, for people.
class NoDraft : public std::runtime_error {
 public:
  using runtime_error::runtime_error;
};

/// A spider file with comments for a page, as a beginning: the list that repeats on it, what its JSON-LD says
/// of itself, or the objects of a JSON page, and the way to the next page. parse_spider_file() reads it,
/// whatever the page has in it; each of its fields finds something there, and its test passes.
/// `media_type` as crawl::media_type_of() finds it. Throws NoDraft.
std::string draft_of(const fetch::Response& page, std::string_view media_type);

}  // namespace trawl::cli
