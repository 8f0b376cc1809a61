#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

/// The Sitemap lines of robots.txt, in the ways that people write them.
namespace trawl::crawl {

/// The URLs in the value of one line: several between blanks or commas, each without quotes around it.
std::vector<std::string> sitemaps_of_line(std::string_view value);

struct NamedSitemap {
  NamedSitemap(fetch::Url sitemap, bool certain) : url(std::move(sitemap)), is_certain(certain) {}
  fetch::Url url;
  bool is_certain;  ///< false for a word like "none", which is a relative URL too
};

/// The sitemap that one of those values means on a host; none for what is no http or https URL. `root` is the
/// URL of the host. A value may begin with a scheme, a host or a slash; the protocol wants the first
/// (https://www.sitemaps.org/protocol.html).
std::optional<NamedSitemap> named_sitemap(std::string_view named, const fetch::Url& root);

}  // namespace trawl::crawl
