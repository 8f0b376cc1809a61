#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace trawl::page {

/// How many bytes at the beginning are ASCII.
std::size_t ascii_prefix(std::string_view bytes);

/// Well-formed to the end. A character that is cut by the end counts as an error.
bool is_utf8(std::string_view bytes);

/// Copies the bytes; each maximal subpart of an ill-formed sequence becomes one U+FFFD
/// (https://encoding.spec.whatwg.org/#utf-8-decoder).
std::string clean_utf8(std::string_view bytes);

/// Requires: a Unicode scalar value.
void append_utf8(std::string& text, char32_t code_point);

inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// How UTF-8 the bytes are: characters beyond ASCII that are well-formed, and errors.
struct Utf8Census {
  std::size_t characters = 0;
  std::size_t errors = 0;
};
Utf8Census utf8_census(std::string_view bytes);

}  // namespace trawl::page
