#pragma once
#include <string>

#include "scraper/cli/settings/settings.hpp"

namespace trawl::cli {

/// The settings as a JSON object, which is a settings file too: parse_config() reads it back. All seeds are
/// in it, whatever list they came from; secrets are not.
std::string config_json(const CrawlSettings& settings);

/// The secrets that it leaves out, as flags: "--user", "-H Authorization".
std::vector<std::string> left_out_secrets(const CrawlSettings& settings);

}  // namespace trawl::cli
