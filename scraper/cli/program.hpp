#pragma once
#include <string>
#include <vector>

#include "scraper/cli/command.hpp"

namespace trawl::cli {

/// Carries out one command line, given without the program's name. Data goes to stdout, everything else to
/// stderr. Errors end here: each is one line on stderr and an exit code.
ExitCode run_program(const std::vector<std::string>& words);

}  // namespace trawl::cli
