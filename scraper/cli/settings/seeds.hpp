#pragma once
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::cli {

/// A seed as people type it: without a scheme it is https, or http for localhost and IP addresses.
/// Throws std::invalid_argument: which, and why it is no URL to crawl.
fetch::Url parse_seed(std::string_view text);

/// One seed a line; blank lines and those that begin with "#" are passed over. `name` is for messages.
/// Throws std::invalid_argument: "NAME:LINE: …".
std::vector<fetch::Url> read_seeds(std::istream& in, const std::string& name);

/// Reads a file, or stdin for "-". Throws UsageError also when it cannot be read.
std::vector<fetch::Url> load_seeds(const std::string& file);

/// The seeds that were typed, then those of the file `input`; "": no file. Throws UsageError.
std::vector<fetch::Url> seeds_of(const std::vector<std::string>& typed, const std::string& input);

/// The crawl file that belongs to a seed: "example.org.db", "example.org-8443.db".
std::filesystem::path default_output(const fetch::Url& seed);

}  // namespace trawl::cli
