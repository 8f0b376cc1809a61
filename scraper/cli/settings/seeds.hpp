#pragma once
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::cli {

/// A seed as people type it: without a scheme it is https, or http for localhost and IP addresses.
/// Throws std::invalid_argument with the text and the reason why it cannot be crawled.
fetch::Url parse_seed(std::string_view text);

/// One seed per line; skips blank lines and those that begin with "#". `name` is for messages.
/// Throws std::invalid_argument: "NAME:LINE: …".
std::vector<fetch::Url> read_seeds(std::istream& in, const std::string& name);

/// Reads a file, or stdin for "-". Throws UsageError for a bad seed and for a file that cannot be read.
std::vector<fetch::Url> load_seeds(const std::string& file);

/// The typed seeds, then those of the file `input` unless that is "". Throws UsageError.
std::vector<fetch::Url> seeds_of(const std::vector<std::string>& typed, const std::string& input);

/// The crawl file for a seed, if the user names none: "example.org.db", "example.org-8443.db".
std::filesystem::path default_output(const fetch::Url& seed);

}  // namespace trawl::cli
