#pragma once
#include <filesystem>
#include <string>

#include "scraper/cli/settings/kept_option.hpp"

namespace trawl::cli {

/// All that a crawl file and the rules of its crawl say of one URL, for `trawl why`, which describes the
/// fields. `word` is as a person types it: without a scheme it is https.
/// Throws std::invalid_argument if `word` is no URL; storage::Error.
Json url_report(const std::filesystem::path& file, const std::string& word);

}  // namespace trawl::cli
