#pragma once
#include "scraper/cli/inspect/inspection_input.hpp"
#include "scraper/page/feeds/sitemap.hpp"

namespace trawl::cli {

// What trawl makes of sitemaps and feeds. Both throw std::invalid_argument for bad input.

Json inspect_sitemap(const Json& in);
Json inspect_feed(const Json& in);

/// The answer of inspect_sitemap().
Json sitemap_json(const page::Sitemap& sitemap);

}  // namespace trawl::cli
