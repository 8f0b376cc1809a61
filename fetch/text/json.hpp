#pragma once
#include <string>
#include <string_view>

namespace trawl::text {

/// Appends `text` as a JSON string with its quotes. Ill-formed UTF-8 becomes U+FFFD. Control characters are
/// escaped, so the result is safe to print on a terminal.
void append_json_string(std::string& out, std::string_view text);

}  // namespace trawl::text
