#pragma once
#include "scraper/cli/spider/rules_read.hpp"

namespace trawl::cli {

/// Reads 'follow' into Spider::follow. Requires: the form of 'follow'. Throws ConfigError.
void read_follow(const YamlNode& follow, RulesRead& read);

}  // namespace trawl::cli
