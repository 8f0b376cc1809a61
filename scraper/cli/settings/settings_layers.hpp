#pragma once
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::cli {

/// The settings of a new crawl. Flags win over TRAWL_* variables, variables over the spider file, that over
/// the user's file, and that over the defaults. A stronger layer replaces a whole list of a weaker one; seeds
/// and --input count as one list. Throws UsageError for a bad flag or a spider file that cannot be read,
/// ConfigError for errors in files and variables.
CrawlSettings settings_of_new_crawl(const Arguments& arguments);

/// The options of a command that looks something up for a person: no retries, and robots.txt is not obeyed.
crawl::Options options_of_lookup(const Arguments& arguments);

/// `kept` as the flags change it. Settings that the crawl file does not keep, such as the UI, come from all
/// layers.
CrawlSettings settings_upon(const crawl::Options& kept, const Arguments& arguments);

}  // namespace trawl::cli
