#pragma once
#include <string_view>

namespace trawl::cli {

/// Whether lines on stderr can be rewritten in place.
bool stderr_is_terminal();

bool stdout_is_terminal();

/// Prints a line on stderr: what is wrong with what.
void complain(std::string_view about, std::string_view what);

/// In columns; 80 when it cannot be told.
int terminal_width();

}  // namespace trawl::cli
