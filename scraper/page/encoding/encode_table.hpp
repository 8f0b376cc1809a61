#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace trawl::page {

/// A character and its bytes in an encoding: one below 0x100, otherwise two with the first one high.
struct Code {
  char32_t character;
  std::uint16_t bytes;
};

/// The codes of an encoding, by character.
class EncodeTable {
 public:
  /// Of two codes of a character the first counts.
  explicit EncodeTable(std::vector<Code> codes);

  /// The bytes of a character beyond ASCII; 0 if it has none.
  std::uint16_t at(char32_t character) const;

 private:
  std::vector<Code> codes_;
};

/// The table of an encoding in which one or two bytes are a character, by its WHATWG name; null for UTF-8,
/// UTF-16, ISO-2022-JP, x-user-defined and replacement. Each table is built at first use from the tables of
/// the decoders, with the exceptions of the standard's encoders. Thread: any.
const EncodeTable* encode_table(std::string_view encoding);

/// JIS X 0208, with row and cell each plus 0x21, as ISO-2022-JP writes them.
const EncodeTable& jis0208_encode_table();

}  // namespace trawl::page
