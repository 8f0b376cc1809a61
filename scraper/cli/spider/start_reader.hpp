#pragma once
#include <string>
#include <vector>

#include "scraper/cli/spider/rules_read.hpp"

namespace trawl::cli {

/// Reads 'start' into Spider::start: URLs, files of URLs and ranges are written out. Gives the URLs of
/// sitemaps, which are settings. `spider_file` is where relative names of files begin.
/// Requires: the form of 'start'. Throws ConfigError, also for a file of URLs that cannot be read.
std::vector<std::string> read_start(const YamlNode& start, const std::string& spider_file, RulesRead& read);

/// A file that is named in a spider file: relative names begin at the folder of the spider file, or at the
/// working folder if that came from stdin ("-").
std::string file_beside(const std::string& name, const std::string& spider_file);

}  // namespace trawl::cli
