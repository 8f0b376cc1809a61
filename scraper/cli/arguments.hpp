#pragma once
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"

namespace trawl::cli {

/// Reads the words that follow a command's name. Short flags may be joined, values stand after a blank or
/// "=", and after "--" nothing is a flag. Throws UsageError, with the flag that was probably meant.
Arguments parse_arguments(const Command& command, const std::vector<std::string>& words);

}  // namespace trawl::cli
