#include "scraper/page/encoding/multibyte_decoder.hpp"

#include "scraper/page/encoding/legacy_tables.hpp"

namespace trawl::page {

namespace {

bool within(unsigned char byte, unsigned char first, unsigned char last) {
  return byte >= first && byte <= last;
}

unsigned char byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

/// An error of `length` bytes; the last byte is not part of it if it is ASCII.
Reading error_over(std::string_view bytes, std::size_t length) {
  return {byte_at(bytes, length - 1) < 0x80 ? length - 1 : length};
}

Reading pair_reading(const PairTable& table, std::string_view bytes) {
  if (bytes.size() < 2) return {1};
  if (const char32_t found = table.at(byte_at(bytes, 0), byte_at(bytes, 1))) return {2, found};
  return error_over(bytes, 2);
}

Reading read_big5(std::string_view bytes) {
  if (!within(byte_at(bytes, 0), 0x81, 0xFE)) return {1};
  // In the standard's Big5, four codes stand for a letter and a combining mark.
  constexpr char32_t kMacron = 0x304;
  constexpr char32_t kCaron = 0x30C;
  const std::string_view pair = bytes.substr(0, 2);
  if (pair == "\x88\x62") return {2, U'Ê', kMacron};
  if (pair == "\x88\x64") return {2, U'Ê', kCaron};
  if (pair == "\x88\xA3") return {2, U'ê', kMacron};
  if (pair == "\x88\xA5") return {2, U'ê', kCaron};
  return pair_reading(big5_table(), bytes);
}

Reading read_euc_kr(std::string_view bytes) {
  if (!within(byte_at(bytes, 0), 0x81, 0xFE)) return {1};
  return pair_reading(euc_kr_table(), bytes);
}

Reading read_shift_jis(std::string_view bytes) {
  const unsigned char lead = byte_at(bytes, 0);
  if (lead == 0x80) return {1, 0x80};
  if (within(lead, 0xA1, 0xDF)) return {1, half_width_katakana(lead)};
  if (lead == 0xA0 || lead > 0xFC) return {1};
  return pair_reading(shift_jis_table(), bytes);
}

Reading read_jis0212(std::string_view bytes) {
  if (bytes.size() < 3) return {bytes.size()};
  const unsigned char lead = byte_at(bytes, 1);
  const unsigned char trail = byte_at(bytes, 2);
  constexpr unsigned char kLastRow = 0xED;  // after it, ICU has additions of vendors
  if (lead <= kLastRow && within(trail, 0xA1, 0xFE)) {
    if (const char32_t found = jis0212_table().at(lead, trail)) return {3, found};
  }
  return error_over(bytes, 3);
}

Reading read_euc_jp(std::string_view bytes) {
  const unsigned char lead = byte_at(bytes, 0);
  if (lead != 0x8E && lead != 0x8F && !within(lead, 0xA1, 0xFE)) return {1};
  if (bytes.size() < 2) return {1};
  const unsigned char trail = byte_at(bytes, 1);
  if (lead == 0x8E && within(trail, 0xA1, 0xDF)) return {2, half_width_katakana(trail)};
  if (lead == 0x8F && within(trail, 0xA1, 0xFE)) return read_jis0212(bytes);
  if (within(lead, 0xA1, 0xFE) && within(trail, 0xA1, 0xFE)) {
    if (const char32_t found = jis0208_character(lead - 0xA1, trail - 0xA1)) return {2, found};
  }
  return error_over(bytes, 2);
}

/// If a sequence begins like one of four bytes but is not, only the lead byte is an error.
Reading read_gb18030(std::string_view bytes) {
  const unsigned char lead = byte_at(bytes, 0);
  if (lead == 0x80) return {1, U'€'};
  if (lead == 0xFF) return {1};
  if (bytes.size() < 2 || !within(byte_at(bytes, 1), 0x30, 0x39)) return pair_reading(gb18030_table(), bytes);
  if (bytes.size() < 3) return {bytes.size()};
  if (!within(byte_at(bytes, 2), 0x81, 0xFE)) return {1};
  if (bytes.size() < 4) return {bytes.size()};
  if (!within(byte_at(bytes, 3), 0x30, 0x39)) return {1};
  return {4, gb18030_character(bytes.substr(0, 4))};
}

}  // namespace

ReadCharacter multibyte_reader(std::string_view encoding) {
  if (encoding == "Big5") return read_big5;
  if (encoding == "EUC-JP") return read_euc_jp;
  if (encoding == "EUC-KR") return read_euc_kr;
  if (encoding == "GBK" || encoding == "gb18030") return read_gb18030;
  if (encoding == "Shift_JIS") return read_shift_jis;
  return nullptr;
}

char32_t jis0208_character(int row, int cell) {
  // In Shift_JIS a lead byte covers two rows; the trail 0x7F and the leads of katakana are not used.
  const int lead = row / 2;
  const int trail = row % 2 * 94 + cell;
  return shift_jis_table().at(static_cast<unsigned char>(lead + (lead < 0x1F ? 0x81 : 0xC1)),
                              static_cast<unsigned char>(trail + (trail < 0x3F ? 0x40 : 0x41)));
}

}  // namespace trawl::page
