#pragma once
#include "scraper/cli/inspect/inspection_input.hpp"
#include "scraper/crawl/rules/robots.hpp"

namespace trawl::cli {

// What trawl makes of URLs, robots.txt and HTTP headers. All throw std::invalid_argument for bad input.

Json inspect_url(const Json& in);
Json inspect_key(const Json& in);
Json inspect_robots(const Json& in);
Json inspect_cookie(const Json& in);
Json inspect_date(const Json& in);
Json inspect_redirect(const Json& in);

/// The answer of inspect_robots(). `agent`: a User-Agent; `url`: absolute, or path and query.
Json robots_json(const crawl::Robots& robots, std::string_view agent, const std::string& url);

}  // namespace trawl::cli
