#pragma once
#include <string>
#include <string_view>

namespace trawl::text {

/// `text` safe to print on a terminal: what could command the terminal or mislead the reader is made visible.
/// Control characters become \n, \t, \x1b, changes of direction become \u202e, ill-formed UTF-8 becomes
/// U+FFFD.
std::string printable(std::string_view text);

/// How many columns printable text takes on a terminal: two for a wide character, none for a combining one.
int display_width(std::string_view text);

/// At most `width` columns of printable text; a text that was cut ends in "…".
std::string cut_to_width(std::string_view text, int width);

}  // namespace trawl::text
