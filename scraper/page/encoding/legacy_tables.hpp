#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace trawl::page {

/// The characters of bytes 0x80 to 0xFF in a single-byte encoding; 0 for a byte without a character.
using SingleByteTable = std::array<char16_t, 128>;

/// The table of the encoding with that WHATWG name; null if the encoding is not single-byte.
const SingleByteTable* single_byte_table(std::string_view encoding);

/// The characters of the two-byte sequences of an encoding.
class PairTable {
 public:
  explicit PairTable(std::vector<char32_t> characters) : characters_(std::move(characters)) {}

  /// 0 if the pair has no character.
  char32_t at(unsigned char lead, unsigned char trail) const {
    if (lead < kFirst || trail < kFirstTrail) return 0;
    return characters_[(lead - kFirst) * kTrails + (trail - kFirstTrail)];
  }

  static constexpr std::size_t kFirst = 0x80, kFirstTrail = 0x40;
  static constexpr std::size_t kTrails = 0x100 - kFirstTrail;
  static constexpr std::size_t kSize = (0x100 - kFirst) * kTrails;

 private:
  std::vector<char32_t> characters_;
};

// Each table is built at first use from ICU's converter, with corrections where the standard differs. Thread:
// any.
const PairTable& big5_table();
const PairTable& euc_kr_table();
const PairTable& gb18030_table();
const PairTable& shift_jis_table();
/// Indexed by row and cell, each plus 0xA0, as EUC-JP writes them after 0x8F.
const PairTable& jis0212_table();

/// The character of a four-byte sequence of gb18030; 0 if it has none. Requires: the bytes are in 81-FE,
/// 30-39, 81-FE and 30-39.
char32_t gb18030_character(std::string_view four_bytes);

}  // namespace trawl::page
