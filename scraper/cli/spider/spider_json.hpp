#pragma once
#include <string>
#include <vector>

#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// The rules as the sections name, start, follow and pages of a spider file, which parse_spider_file() reads
/// back. Files and ranges of URLs are written out. Secrets are left out: users and passwords of URLs, and
/// the values of headers of start requests that carry credentials, whose names stay.
Json spider_json(const extract::Spider& spider);

/// What it leaves out, as names: "the header Authorization of 'start'".
std::vector<std::string> secrets_of(const extract::Spider& spider);

/// The rules of a crawl, as its file keeps them.
KeptOption kept_spider(std::string name);

}  // namespace trawl::cli
