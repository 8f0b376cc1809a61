#pragma once
#include <string>
#include <vector>

#include "scraper/crawl/rules/options.hpp"

namespace trawl::crawl {

/// The options as a JSON object, for `crawls.config` and for people: durations in seconds, sizes in bytes.
/// Secrets are left out: the values of headers that carry credentials are null, of a user and password it is
/// only said that there were some, of cookies only their names, and URLs lose user names and passwords. The places of
/// files are left out, too.
std::string options_json(const Options& options);

struct StoredOptions {
  Options options;
  std::vector<std::string> withheld;  ///< what was left out, as flags: "-H Authorization", "--user"
};

/// Reads what options_json wrote, also another version's: what is missing keeps its default, what is unknown
/// is passed over. Throws std::invalid_argument for what is no such object.
StoredOptions options_from_json(const std::string& json);

}  // namespace trawl::crawl
