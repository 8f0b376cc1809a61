#pragma once
#include <string>
#include <string_view>

namespace trawl::text {

/// `text` safe to print on a terminal: what could command the terminal or mislead the reader is made visible.
/// Control characters become \n, \t, \x1b, changes of direction become \u202e, ill-formed UTF-8 becomes
/// U+FFFD.
std::string printable(std::string_view text);

/// JSON safe to print on a terminal, and still the same JSON: what printable() escapes becomes \u009b and so
/// on.
/// Requires: control characters of ASCII are escaped already, as in any JSON on one line.
std::string printable_json(std::string_view json);

/// How many columns printable text takes on a terminal: two for a wide character, none for a combining one.
int display_width(std::string_view text);

/// At most `width` columns of printable text; a text that was cut ends in "…".
std::string cut_to_width(std::string_view text, int width);

/// The same, with the "…" in the middle: for URLs, whose ends tell more than their middles.
std::string cut_in_middle(std::string_view text, int width);

}  // namespace trawl::text
