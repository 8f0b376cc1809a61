#pragma once
#include "fetch/http/response.hpp"
#include "scraper/cli/spider/spider_file.hpp"

namespace trawl::cli {

/// The page of a test as if it had been fetched: from a file, whose ending says what it is unless the test
/// does, or from a crawl file, which has the newest page of its URL. Throws ConfigError if it is not there.
fetch::Response page_of(const SpiderTest& test);

}  // namespace trawl::cli
