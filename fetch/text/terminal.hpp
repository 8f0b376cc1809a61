#pragma once
#include <string>
#include <string_view>

namespace trawl::storage {

/// The text with what could command a terminal or mislead its reader made visible: control characters as \n,
/// \t, \x1b, direction changes as \u202e, invalid UTF-8 as U+FFFD.
std::string printable(std::string_view text);

/// Columns that printable text takes on a terminal: two for wide characters, none for combining ones.
int display_width(std::string_view text);

/// At most `width` columns of printable text; what was cut ends in "…".
std::string cut_to_width(std::string_view text, int width);

}  // namespace trawl::storage
