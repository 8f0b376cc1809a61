#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::page {

enum class SitemapKind { none, urlset, index, text, rss, atom };
/// "none", "urlset", "index", "text", "rss" or "atom".
std::string_view name_of(SitemapKind kind);

struct SitemapEntry {
  fetch::Url url;
  std::string loc;      ///< as written, without blanks around it
  std::string lastmod;  ///< this and the next two: as written; "" if there is none
  std::string changefreq, priority;
  std::vector<std::string> alternates;  ///< the page in other languages (xhtml:link), as written
};

/// What a sitemap lists (https://www.sitemaps.org/protocol.html), without entries that are not http or https
/// URLs.
struct Sitemap {
  SitemapKind kind = SitemapKind::none;
  std::vector<SitemapEntry> urls;
  std::vector<SitemapEntry> sitemaps;  ///< of an index
  std::string problem;                 ///< why reading stopped early; "" if it did not
};

inline constexpr std::size_t kSitemapUrls = 50'000;
inline constexpr std::size_t kSitemapBytes = 50 << 20;

/// Reads a sitemap or an index in XML of any namespace, a feed (RSS or Atom) that serves as a sitemap, or a
/// text with one URL a line; each may be compressed with gzip. Finds a sitemap also behind what a server
/// printed before it, in other elements, and behind another one in the same file. Never fails. Ignores a
/// sitemap of more than 50 MiB when unpacked, and stops after 50,000 entries. `url` is where the sitemap came
/// from; relative entries are resolved against it. `content_type` is the header's value, "" if there is none.
/// Thread: pure; any.
Sitemap parse_sitemap(std::string_view bytes, const fetch::Url& url, std::string_view content_type);

/// Whether the bytes look like a sitemap: gzip, or XML with the root element of a sitemap or an index, also
/// behind what a server printed before it, but not in an HTML page.
bool begins_like_sitemap(std::string_view bytes);

}  // namespace trawl::page
