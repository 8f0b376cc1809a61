#pragma once
#include <array>
#include <cstdint>

namespace trawl::page {

/// Classes of bytes in markup, as bits. The tokenizer looks at every byte of a page, so it asks this table and not the
/// functions of fetch/text/ascii.hpp.
enum HtmlByte : std::uint8_t {
  kBlankByte = 1,    ///< tab, LF, FF, CR, space
  kNameEnd = 2,      ///< a blank, "/", ">" or "=": what ends an attribute's name
  kTagNameEnd = 4,   ///< a blank, "/" or ">"
  kUnquotedEnd = 8,  ///< a blank or ">"
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

}  // namespace trawl::page
