#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::page {

enum class FeedKind { none, rss, atom, cdf };
/// "none", "rss", "atom" or "cdf".
std::string_view name_of(FeedKind kind);

struct FeedLink {
  std::string href;  ///< absolute if it is a URL, otherwise as written
  std::string rel, type, title;
};

struct FeedEnclosure {
  std::string href, type, length;
};

struct FeedCategory {
  std::string term, scheme, label;
};

struct FeedContent {
  std::string value, type;
};

/// Texts are decoded as the feed says. They may contain HTML, in which links are absolute. They have no
/// whitespace around them.
struct FeedEntry {
  std::string title, link, id, summary, author;
  std::string published, updated;            ///< "2004-01-01T19:48:21Z", or as written if not a date
  std::string published_text, updated_text;  ///< as written
  std::vector<FeedContent> content;
  std::vector<FeedLink> links;
  std::vector<FeedEnclosure> enclosures;
  std::vector<FeedCategory> categories;
};

struct Feed {
  FeedKind kind = FeedKind::none;
  std::string version;  ///< "2.0", "1.0", "0.91", …; "" if the feed does not say
  std::string title, link;
  std::vector<FeedLink> links;
  std::vector<FeedEntry> entries;  ///< at most 10,000
};

/// Reads RSS 0.9 to 2.0, RSS 1.0 (RDF) and 1.1, Atom 0.3 and 1.0, one entry of Atom, and CDF, well-formed or
/// not, in any namespace, also behind what a server printed before it. Never fails: for other documents the
/// kind is `none`. `url` is where the feed came from; `content_type` is the header's value, "" if there is
/// none. Thread: pure; any.
Feed parse_feed(std::string_view bytes, const fetch::Url& url, std::string_view content_type);

}  // namespace trawl::page
