#pragma once
#include "scraper/cli/settings/yaml.hpp"

namespace trawl::cli {

/// Throws ConfigError for a URL that a list between brackets has cut at a ",": [https://a.test/1,2] is two
/// texts. They are taken for one URL if no blank follows the "," and the second has no scheme.
void refuse_cut_url(const YamlNode& list);

}  // namespace trawl::cli
