#pragma once
#include <string_view>

namespace trawl::cli {

/// Whether a line on stderr can be overwritten in place.
bool stderr_is_terminal();

bool stdout_is_terminal();

/// Prints the line "trawl: ABOUT: WHAT" on stderr.
void complain(std::string_view about, std::string_view what);

/// In columns; 80 if unknown.
int terminal_width();

}  // namespace trawl::cli
