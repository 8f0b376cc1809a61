#include "scraper/page/feeds/feed_vocabulary.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "fetch/text/ascii.hpp"

namespace trawl::page {
namespace {

/// Whether the namespace contains one of the parts. Requires: the parts are in lower case.
bool holds_one_of(std::string_view space, std::initializer_list<std::string_view> parts) {
  const std::string lower = text::lowered(space);
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return lower.find(part) != std::string::npos; });
}

}  // namespace

bool is_feed_namespace(std::string_view space) {
  return holds_one_of(space, {"purl.org/", "w3.org/2005/atom", "w3.org/1999/xhtml",
                              "w3.org/1999/02/22-rdf-syntax-ns", "netscape.com/rdf", "backend.userland.com",
                              "blogs.law.harvard.edu/tech/rss", "yahoo.com/mrss", "itunes", "feedburner"});
}

bool repeats_feed(std::string_view space) {
  return holds_one_of(space, {"purl.org/dc/", "mrss", "itunes"});
}

bool is_permalink(const XmlTag& guid) {
  const std::string* value = guid.find("ispermalink");
  return value == nullptr || *value != "false";
}

}  // namespace trawl::page
