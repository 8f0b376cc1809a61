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
  std::string loc;                      ///< as written, without blanks around it
  std::string lastmod;                  ///< as written; "" for none
  std::vector<std::string> alternates;  ///< the same in other languages (xhtml:link), as written
};

/// What a sitemap lists (https://www.sitemaps.org/protocol.html). Entries that are no http or https URL are left out.
struct Sitemap {
  SitemapKind kind = SitemapKind::none;
  std::vector<SitemapEntry> urls;
  std::vector<SitemapEntry> sitemaps;  ///< of an index
  std::string problem;                 ///< why it was not read to its end; "" when it was
};

inline constexpr std::size_t kSitemapUrls = 50'000;
inline constexpr std::size_t kSitemapBytes = 50 << 20;

/// Reads a sitemap: XML or an index in whatever namespace, RSS, RSS 1 or Atom used as one, or a text with a URL a line; each
/// may be packed with gzip. Never fails. One that unpacks to more than 50 MiB is not read, and after 50,000 entries it ends.
/// `url`: where it came from, which relative entries are resolved against. `content_type`: the header, "" for none.
/// Thread: pure; any.
Sitemap parse_sitemap(std::string_view bytes, const fetch::Url& url, std::string_view content_type);

/// Whether the bytes are gzip, or begin as a sitemap or an index in XML does, whatever media type they came under.
bool begins_like_sitemap(std::string_view bytes);

}  // namespace trawl::page
