#pragma once
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"

namespace trawl::cli {

/// Runs one command line, given without the program's name. Data goes to stdout, everything else to stderr.
/// Catches all errors: each becomes one line on stderr and an exit code.
ExitCode run_program(const std::vector<std::string>& words);

}  // namespace trawl::cli
