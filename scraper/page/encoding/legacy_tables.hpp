#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::page {

/// The characters of bytes 0x80 to 0xFF in a single-byte encoding; 0 for a byte without a character.
using SingleByteTable = std::array<char16_t, 128>;

/// The table of the encoding with that WHATWG name; null if the encoding is not single-byte.
const SingleByteTable* single_byte_table(std::string_view encoding);
/// The WHATWG names of the single-byte encodings, except x-user-defined.
std::vector<std::string_view> single_byte_encodings();

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
/// The four bytes of a character that gb18030 writes so; "" for others. U+E5E5 has no bytes at all.
std::string gb18030_bytes(char32_t character);

/// The pairs that GB 18030-2022 gave to other characters, and the private characters that they had before.
/// The standard's encoders still write them for these (https://encoding.spec.whatwg.org/#gb18030-encoder).
inline constexpr std::pair<std::uint16_t, char32_t> kPrivateInOldGb18030[] = {
    {0xA6D9, 0xE78D}, {0xA6DA, 0xE78E}, {0xA6DB, 0xE78F}, {0xA6DC, 0xE790}, {0xA6DD, 0xE791},
    {0xA6DE, 0xE792}, {0xA6DF, 0xE793}, {0xA6EC, 0xE794}, {0xA6ED, 0xE795}, {0xA6F3, 0xE796},
    {0xFE59, 0xE81E}, {0xFE61, 0xE826}, {0xFE66, 0xE82B}, {0xFE67, 0xE82C}, {0xFE6D, 0xE832},
    {0xFE7E, 0xE843}, {0xFE90, 0xE854}, {0xFEA0, 0xE864}};

}  // namespace trawl::page
