#include "scraper/page/encoding/encode_table.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "scraper/page/encoding/legacy_tables.hpp"
#include "scraper/page/encoding/multibyte_decoder.hpp"

namespace trawl::page {

namespace {

constexpr char32_t kFirstKatakana = 0xFF61, kLastKatakana = 0xFF9F;  // of half width
constexpr char32_t kMinus = 0x2212, kFullWidthMinus = 0xFF0D;

std::uint16_t two_bytes(unsigned lead, unsigned trail) {
  return static_cast<std::uint16_t>(lead << 8 | trail);
}

/// Appends the pairs whose lead byte is in `first` to `last`, in the order of the standard's index.
void append_pairs(std::vector<Code>& codes, const PairTable& table, unsigned first, unsigned last) {
  for (unsigned lead = first; lead <= last; ++lead) {
    for (unsigned trail = PairTable::kFirstTrail; trail < 0xFF; ++trail) {
      const char32_t found = table.at(static_cast<unsigned char>(lead), static_cast<unsigned char>(trail));
      if (found != 0) codes.push_back({found, two_bytes(lead, trail)});
    }
  }
}

/// JIS X 0208 with `offset` added to row and cell.
void append_jis0208(std::vector<Code>& codes, unsigned offset) {
  for (unsigned row = 0; row < 94; ++row) {
    for (unsigned cell = 0; cell < 94; ++cell) {
      const char32_t found = jis0208_character(static_cast<int>(row), static_cast<int>(cell));
      if (found != 0) codes.push_back({found, two_bytes(row + offset, cell + offset)});
    }
  }
}

/// The standard's encoders write U+2212 as its full-width form.
void append_minus(std::vector<Code>& codes) {
  const auto full_width = std::find_if(codes.begin(), codes.end(),
                                       [](const Code& code) { return code.character == kFullWidthMinus; });
  if (full_width != codes.end()) codes.push_back({kMinus, full_width->bytes});
}

std::map<std::string_view, EncodeTable> single_byte_encode_tables() {
  std::map<std::string_view, EncodeTable> tables;
  for (const std::string_view name : single_byte_encodings()) {
    const SingleByteTable& characters = *single_byte_table(name);
    std::vector<Code> codes;
    for (std::size_t i = 0; i < characters.size(); ++i) {
      if (characters[i] != 0) codes.push_back({characters[i], static_cast<std::uint16_t>(0x80 + i)});
    }
    tables.emplace(name, std::move(codes));
  }
  return tables;
}

/// Without the Hong Kong supplement, which only decoders know. Six characters have their last code.
EncodeTable big5_encode_table() {
  std::vector<Code> codes;
  append_pairs(codes, big5_table(), 0xA1, 0xFE);
  constexpr std::u32string_view kLastCounts = U"═╞╡╪十卅";
  std::stable_partition(codes.begin(), codes.end(), [&](const Code& code) {
    return kLastCounts.find(code.character) == std::u32string_view::npos;
  });
  const auto last_ones = std::find_if(codes.begin(), codes.end(), [&](const Code& code) {
    return kLastCounts.find(code.character) != std::u32string_view::npos;
  });
  std::reverse(last_ones, codes.end());
  return EncodeTable(std::move(codes));
}

EncodeTable euc_kr_encode_table() {
  std::vector<Code> codes;
  append_pairs(codes, euc_kr_table(), 0x81, 0xFE);
  return EncodeTable(std::move(codes));
}

EncodeTable gb_encode_table(bool is_gbk) {
  std::vector<Code> codes;
  if (is_gbk) codes.push_back({U'€', 0x80});
  for (const auto& [pair, character] : kPrivateInOldGb18030) codes.push_back({character, pair});
  append_pairs(codes, gb18030_table(), 0x81, 0xFE);
  return EncodeTable(std::move(codes));
}

EncodeTable shift_jis_encode_table() {
  std::vector<Code> codes = {{0x80, 0x80}, {U'¥', 0x5C}, {U'‾', 0x7E}};
  for (char32_t c = kFirstKatakana; c <= kLastKatakana; ++c)
    codes.push_back({c, static_cast<std::uint16_t>(0xA1 + (c - kFirstKatakana))});
  append_pairs(codes, shift_jis_table(), 0x81, 0xEC);
  append_pairs(codes, shift_jis_table(), 0xEF, 0xFC);  // 0xED and 0xEE repeat later codes
  std::erase_if(codes, [](const Code& code) { return code.character >= 0xE000 && code.character <= 0xF8FF; });
  append_minus(codes);
  return EncodeTable(std::move(codes));
}

EncodeTable euc_jp_encode_table() {
  std::vector<Code> codes = {{U'¥', 0x5C}, {U'‾', 0x7E}};
  for (char32_t c = kFirstKatakana; c <= kLastKatakana; ++c)
    codes.push_back({c, two_bytes(0x8E, 0xA1 + (c - kFirstKatakana))});
  append_jis0208(codes, 0xA1);
  append_minus(codes);
  return EncodeTable(std::move(codes));
}

/// Katakana of half width become those of full width, which JIS X 0208 has.
EncodeTable iso_2022_jp_encode_table() {
  constexpr std::u32string_view kFullWidth =
      U"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメ"
      U"モヤユヨラリルレロワン゛゜";
  static_assert(kFullWidth.size() == kLastKatakana - kFirstKatakana + 1);
  std::vector<Code> codes;
  append_jis0208(codes, 0x21);
  append_minus(codes);
  const EncodeTable full_width(codes);
  for (char32_t c = kFirstKatakana; c <= kLastKatakana; ++c)
    codes.push_back({c, full_width.at(kFullWidth[c - kFirstKatakana])});
  return EncodeTable(std::move(codes));
}

}  // namespace

EncodeTable::EncodeTable(std::vector<Code> codes) : codes_(std::move(codes)) {
  const auto before = [](const Code& a, const Code& b) { return a.character < b.character; };
  const auto equal = [](const Code& a, const Code& b) { return a.character == b.character; };
  std::stable_sort(codes_.begin(), codes_.end(), before);
  codes_.erase(std::unique(codes_.begin(), codes_.end(), equal), codes_.end());
}

std::uint16_t EncodeTable::at(char32_t character) const {
  const auto found =
      std::lower_bound(codes_.begin(), codes_.end(), character,
                       [](const Code& code, char32_t wanted) { return code.character < wanted; });
  return found != codes_.end() && found->character == character ? found->bytes : 0;
}

const EncodeTable* encode_table(std::string_view encoding) {
  if (encoding == "Big5") {
    static const EncodeTable table = big5_encode_table();
    return &table;
  }
  if (encoding == "EUC-JP") {
    static const EncodeTable table = euc_jp_encode_table();
    return &table;
  }
  if (encoding == "EUC-KR") {
    static const EncodeTable table = euc_kr_encode_table();
    return &table;
  }
  if (encoding == "GBK") {
    static const EncodeTable table = gb_encode_table(true);
    return &table;
  }
  if (encoding == "gb18030") {
    static const EncodeTable table = gb_encode_table(false);
    return &table;
  }
  if (encoding == "Shift_JIS") {
    static const EncodeTable table = shift_jis_encode_table();
    return &table;
  }
  static const auto single = single_byte_encode_tables();
  const auto found = single.find(encoding);
  return found == single.end() ? nullptr : &found->second;
}

const EncodeTable& jis0208_encode_table() {
  static const EncodeTable table = iso_2022_jp_encode_table();
  return table;
}

}  // namespace trawl::page
