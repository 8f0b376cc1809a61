#pragma once
#include <string>
#include <string_view>

namespace trawl::storage {

/// Appends the text as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD; the result is plain text
/// for terminals too, since control characters are escaped.
void append_json_string(std::string& out, std::string_view text);

}  // namespace trawl::storage
