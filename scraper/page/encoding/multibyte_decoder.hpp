#pragma once
#include <cstddef>
#include <string_view>

namespace trawl::page {

/// What a decoder reads at one place: a character, sometimes two, or an error.
struct Reading {
  std::size_t length;   ///< bytes used, at least 1
  char32_t first = 0;   ///< 0 for an error
  char32_t second = 0;  ///< a combining mark that belongs to `first`, or 0
};

/// Reads the first character of `bytes`. Requires: bytes[0] is not ASCII.
using ReadCharacter = Reading (*)(std::string_view bytes);

/// The reader for Big5, EUC-JP, EUC-KR, GBK, gb18030 or Shift_JIS, in which bytes below 0x80 are ASCII and
/// other characters take up to four bytes. Null for other encodings. Treats errors like the decoders of
/// https://encoding.spec.whatwg.org/: keeps an ASCII byte after a broken lead byte.
ReadCharacter multibyte_reader(std::string_view encoding);

/// The character at `row` and `cell` (0 to 93) of JIS X 0208, or 0.
char32_t jis0208_character(int row, int cell);

/// The character of JIS X 0201 for a byte from 0xA1 to 0xDF.
constexpr char32_t half_width_katakana(unsigned char byte) {
  return 0xFF61 + (byte - 0xA1u);
}

}  // namespace trawl::page
