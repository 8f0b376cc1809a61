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

/// Whether an element is the root of a feed: rss, RDF and feed, also behind notices; a channel (CDF, RSS 1.1)
/// or an entry (Atom) only where nothing comes before it.
bool begins_feed(std::string_view name, RootPlace place);

/// Whether the namespace is that of RSS 1.1 (http://inamidst.com/rss1.1/), whose root is called as CDF's.
bool is_rss_1_1(std::string_view space);

/// Whether the namespace may be that of an Atom entry that is a document of its own (RFC 4287 section 2): it
/// names Atom, or is missing.
bool may_be_atom(std::string_view space);

/// Whether the guid of an RSS item is its URL
/// (https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt).
bool is_permalink(const XmlTag& guid);

}  // namespace trawl::page
