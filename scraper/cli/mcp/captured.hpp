#pragma once
#include <cstddef>
#include <string>

#include "scraper/cli/command.hpp"

namespace trawl::cli::mcp {

/// What a command printed.
struct Captured {
  ExitCode code = ExitCode::done;
  std::string out, err;
  bool is_cut = false;  ///< `out` is the beginning of more
};

/// Runs a command with std::cout and std::cerr caught, at most so many bytes of each. Throws what the command
/// throws. Thread: one at a time, and no other writes to these streams meanwhile.
Captured run_captured(const Command& command, const Arguments& arguments, std::size_t most_bytes);

}  // namespace trawl::cli::mcp
