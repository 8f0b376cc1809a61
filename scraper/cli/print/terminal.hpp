#pragma once

namespace trawl::cli {

/// Whether lines on stderr can be rewritten in place.
bool stderr_is_terminal();

bool stdout_is_terminal();

/// In columns; 80 when it cannot be told.
int terminal_width();

}  // namespace trawl::cli
