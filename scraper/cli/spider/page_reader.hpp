#pragma once
#include "scraper/cli/spider/rules_read.hpp"

namespace trawl::cli {

/// Reads 'pages' into Spider::pages and Spider::tables: a table has the fields of all entries that feed it.
/// Requires: the form of 'pages'. Throws ConfigError.
void read_pages(const YamlNode& pages, RulesRead& read);

}  // namespace trawl::cli
