#pragma once
#include "scraper/cli/inspection_input.hpp"

namespace cli {

// What trawl makes of sitemaps and feeds. Both throw std::invalid_argument for input that cannot be used.

Json inspect_sitemap(const Json& in);
Json inspect_feed(const Json& in);

}  // namespace cli
