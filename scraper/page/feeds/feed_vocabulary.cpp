#include "scraper/page/feeds/feed_vocabulary.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"

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

bool begins_feed(std::string_view name, RootPlace place) {
  const bool is_feed = name == "rss" || name == "rdf" || name == "feed";
  if (is_feed) return place == RootPlace::first || place == RootPlace::noticed;
  return (name == "channel" || name == "entry") && place == RootPlace::first;
}

bool is_rss_1_1(std::string_view space) {
  return holds_one_of(space, {"purl.org/net/rss1.1"});
}

bool may_be_atom(std::string_view space) {
  return space.empty() || holds_one_of(space, {"w3.org/2005/atom", "purl.org/atom"});
}

bool is_permalink(const XmlTag& guid) {
  const std::string* value = guid.find("ispermalink");
  if (value == nullptr) return true;
  const std::string said = text::lowered(text::trimmed_blanks(*value));
  return said != "false" && said != "no" && said != "0";
}

}  // namespace trawl::page
