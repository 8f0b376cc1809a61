#pragma once
#include <string>
#include <string_view>

#include "storage/export/formats.hpp"

namespace trawl::cli {

/// Whether a line on stderr can be overwritten in place.
bool stderr_is_terminal();

bool stdout_is_terminal();

/// The columns of the terminal that stdout is, 0 if it is none.
int stdout_width();

/// JSON for stdout: the same, with what could command a terminal escaped if stdout is one.
std::string safe_json(std::string json);

/// How rows are printed when no flag says so: for people on a terminal, for programs in a pipe.
storage::Format usual_format();

/// Prints the line "trawl: ABOUT: WHAT" on stderr.
void complain(std::string_view about, std::string_view what);

/// In columns; 80 if unknown.
int terminal_width();

}  // namespace trawl::cli
