#pragma once
#include <cstddef>
#include <string_view>

namespace trawl::page {

/// What a decoder reads at one place: a character (sometimes two) or, when `first` is 0, an error.
struct Reading {
  std::size_t length;  ///< bytes used, at least 1
  char32_t first = 0;
  char32_t second = 0;  ///< a combining mark that belongs to `first`; 0 for none
};

/// Reads the character at the beginning of `bytes`. Requires: bytes[0] is not ASCII.
using ReadCharacter = Reading (*)(std::string_view bytes);

/// The reader of an encoding in which bytes below 0x80 are ASCII and other characters take up to four bytes:
/// Big5, EUC-JP, EUC-KR, GBK, gb18030, Shift_JIS. Null for others. Errors are those of the decoders of
/// https://encoding.spec.whatwg.org/: an ASCII byte behind a broken lead byte is kept.
ReadCharacter multibyte_reader(std::string_view encoding);

/// The character at `row` and `cell` (0 to 93) of JIS X 0208; 0 for none.
char32_t jis0208_character(int row, int cell);

/// The character of a byte from 0xA1 to 0xDF in JIS X 0201: half-width katakana.
constexpr char32_t half_width_katakana(unsigned char byte) {
  return 0xFF61 + (byte - 0xA1u);
}

}  // namespace trawl::page
