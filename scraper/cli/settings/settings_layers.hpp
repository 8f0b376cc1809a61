#pragma once
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::cli {

/// What a new crawl is told: flags win over TRAWL_* variables, these over the spider file, that over the
/// user's file, that over the defaults. A list of a stronger layer replaces that of a weaker one, and so do
/// seeds and --input together. Throws UsageError for a bad flag or a spider file that cannot be read,
/// ConfigError for what is wrong in files and variables.
CrawlSettings settings_of_new_crawl(const Arguments& arguments);

/// `kept` as the flags change it. What options do not hold, such as the UI, comes from all layers.
CrawlSettings settings_upon(const crawl::Options& kept, const Arguments& arguments);

}  // namespace trawl::cli
