#pragma once
#include <cstddef>
#include <string>
#include <string_view>

/// UTF-8. Everywhere each maximal subpart of an ill-formed sequence counts as one U+FFFD, as in the Unicode
/// standard, section 3.9, and in the decoder of https://encoding.spec.whatwg.org/#utf-8-decoder.
namespace trawl::text {

inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  ///< U+FFFD

/// How many bytes at the beginning are ASCII.
std::size_t ascii_prefix(std::string_view bytes);

inline bool is_ascii(std::string_view bytes) {
  return ascii_prefix(bytes) == bytes.size();
}

/// Whether the bytes are well-formed to the end. A character cut by the end is an error.
bool is_utf8(std::string_view bytes);

/// Copies the bytes with U+FFFD for what is ill-formed.
std::string clean_utf8(std::string_view bytes);

/// The bytes if they are UTF-8, or else what they say in ISO-8859-1, each byte a character: how the values of
/// HTTP headers are shown (RFC 9110 section 5.5).
std::string utf8_or_latin1(std::string_view bytes);

/// The ISO-8859-1 bytes of a text in UTF-8 without characters from U+0100.
std::string latin1_bytes(std::string_view text);

/// Requires: a Unicode scalar value.
void append_utf8(std::string& text, char32_t code_point);

/// A code point and how many bytes it took. Where they are ill-formed, the value is U+FFFD.
struct CodePoint {
  char32_t value = 0xFFFD;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The first code point of a text that begins with no ASCII character.
CodePoint first_beyond_ascii(std::string_view text);

/// The first code point of a text that is not empty.
inline CodePoint first_code_point(std::string_view text) {
  if (text[0] >= 0) return {static_cast<char32_t>(text[0]), 1, true};
  return first_beyond_ascii(text);
}

/// How much of the bytes is UTF-8: the number of well-formed characters beyond ASCII, and of errors.
struct Utf8Census {
  std::size_t characters = 0;
  std::size_t errors = 0;
};
Utf8Census utf8_census(std::string_view bytes);

}  // namespace trawl::text
