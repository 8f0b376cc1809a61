#pragma once
#include <array>
#include <cstdint>

namespace trawl::page {

/// Classes of bytes in markup. A byte may belong to several: each class is a bit. The tokenizer looks at
/// every byte of a page, so it uses this table instead of the functions of fetch/text/ascii.hpp.
enum HtmlByte : std::uint8_t {
  kBlankByte = 1,    ///< tab, LF, FF, CR, space
  kNameEnd = 2,      ///< a blank, "/", ">" or "=": ends an attribute's name
  kTagNameEnd = 4,   ///< a blank, "/" or ">": ends a tag's name
  kUnquotedEnd = 8,  ///< a blank or ">": ends an unquoted value
  kLetterByte = 16,  ///< an ASCII letter
};

inline constexpr auto kHtmlBytes = [] {
  std::array<std::uint8_t, 256> classes{};
  for (const unsigned char c : {'\t', '\n', '\f', '\r', ' '}) {
    classes[c] = kBlankByte | kNameEnd | kTagNameEnd | kUnquotedEnd;
  }
  classes['/'] = kNameEnd | kTagNameEnd;
  classes['>'] = kNameEnd | kTagNameEnd | kUnquotedEnd;
  classes['='] = kNameEnd;
  for (unsigned c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 32] = kLetterByte;
  return classes;
}();

inline bool is_html_byte(char c, std::uint8_t wanted) {
  return (kHtmlBytes[static_cast<unsigned char>(c)] & wanted) != 0;
}
inline bool is_blank(char c) {
  return is_html_byte(c, kBlankByte);
}

}  // namespace trawl::page
