#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::cli {

/// A seed as people type it: without a scheme it is https, or http for localhost and IP addresses. A host
/// without a scheme needs a dot or a port, or is localhost: other words are no hosts, but mistakes.
/// Throws std::invalid_argument with the text and the reason why it cannot be crawled.
fetch::Url parse_seed(std::string_view text);

/// Without white space and invisible characters on both sides, such as come along when a URL is copied from a
/// document.
std::string_view trimmed_seed(std::string_view text);

/// Whether the word of a command line is a seed or the name of a file, rather than a misspelt command.
bool may_be_seed(std::string_view word);

/// The typed seeds, then those of the file `input` unless that is "". Throws UsageError, also for a typed
/// word that is the name of a file.
std::vector<fetch::Url> seeds_of(const std::vector<std::string>& typed, const std::string& input);

/// The crawl file for a seed, if the user names none: "example.org.db", "example.org-8443.db".
std::filesystem::path default_output(const fetch::Url& seed);

}  // namespace trawl::cli
