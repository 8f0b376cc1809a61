#pragma once
#include <span>
#include <string>

#include "scraper/cli/command.hpp"

namespace trawl::cli {

/// What `trawl --help` prints.
std::string overview(std::span<const Command> commands);

/// What `trawl COMMAND --help` prints.
std::string help_of(const Command& command);

}  // namespace trawl::cli
