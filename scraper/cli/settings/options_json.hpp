#pragma once
#include <string>
#include <vector>

#include "scraper/crawl/rules/options.hpp"

namespace trawl::cli {

/// The options as a JSON object, for `crawls.config` and for people. Secrets and the names of files are left
/// out (kept_option.hpp).
std::string options_json(const crawl::Options& options);

struct StoredOptions {
  crawl::Options options;
  std::vector<std::string> withheld;  ///< the secrets left out, as flags: "--user"
};

/// Reads what options_json() of any version wrote: what is missing keeps its default, and unknown names are
/// ignored. Throws std::invalid_argument if it is not such an object.
StoredOptions options_from_json(const std::string& json);

}  // namespace trawl::cli
