#pragma once
#include <vector>

#include "scraper/cli/spider/rules_read.hpp"
#include "scraper/cli/spider/spider_file.hpp"

namespace trawl::cli {

/// Reads 'tests'. Requires: the form of 'tests'; the other sections were read. Throws ConfigError for tables,
/// fields and labels that they do not have.
std::vector<SpiderTest> read_tests(const YamlNode& tests, const std::string& spider_file, RulesRead& read);

}  // namespace trawl::cli
