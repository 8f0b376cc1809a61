#pragma once
#include <string_view>

#include "scraper/page/feeds/xml_reader.hpp"

namespace trawl::page {

/// Whether elements of this namespace belong to feeds: RSS, Atom and their usual extensions. Ignores case, as
/// many feeds write namespaces in the wrong case.
bool is_feed_namespace(std::string_view space);

/// Whether elements of this namespace repeat what the feed's own elements say: Dublin Core, Media RSS,
/// iTunes. Ignores case.
bool repeats_feed(std::string_view space);

/// Whether the guid of an RSS item is its URL
/// (https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt).
bool is_permalink(const XmlTag& guid);

}  // namespace trawl::page
