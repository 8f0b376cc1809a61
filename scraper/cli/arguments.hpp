#pragma once
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"

namespace trawl::cli {

/// Parses the words after a command's name. Short flags may be joined, a value follows a blank or "=", and
/// nothing after "--" is a flag. Throws UsageError, which names the flag that was probably meant.
Arguments parse_arguments(const Command& command, const std::vector<std::string>& words);

}  // namespace trawl::cli
