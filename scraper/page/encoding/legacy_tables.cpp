#include "scraper/page/encoding/legacy_tables.hpp"

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include <unicode/ucnv.h>

#include "scraper/page/encoding/big5_additions.hpp"

namespace trawl::page {

namespace {

bool is_private(char32_t character) {
  return (character >= 0xE000 && character <= 0xF8FF) || character >= 0xF0000;
}

/// ICU's converter for one encoding.
class Converter {
 public:
  explicit Converter(const char* name) {
    UErrorCode error = U_ZERO_ERROR;
    converter_.reset(ucnv_open(name, &error));
    if (U_FAILURE(error)) {
      throw std::runtime_error(std::string("ICU has no converter for ") + name + ": " + u_errorName(error));
    }
  }

  /// The character that the bytes stand for; 0 if they stand for none or for several.
  char32_t character(std::string_view bytes) const {
    UChar units[8];
    UErrorCode error = U_ZERO_ERROR;
    const auto size = static_cast<int>(bytes.size());
    const int count = ucnv_toUChars(converter_.get(), units, 8, bytes.data(), size, &error);
    char32_t found = 0;
    if (U_SUCCESS(error) && count == 1) found = units[0];
    if (U_SUCCESS(error) && count == 2 && U16_IS_LEAD(units[0])) {
      found = static_cast<char32_t>(U16_GET_SUPPLEMENTARY(units[0], units[1]));
    }
    return found == 0xFFFD || U_IS_SURROGATE(found) ? 0 : found;
  }

  /// The bytes of a character; "" if it has none.
  std::string bytes(char32_t character) const {
    UChar units[2];
    UErrorCode error = U_ZERO_ERROR;
    int count = 0;
    U16_APPEND_UNSAFE(units, count, character);
    char room[8];
    const int size = ucnv_fromUChars(converter_.get(), room, sizeof room, units, count, &error);
    return U_SUCCESS(error) ? std::string(room, static_cast<std::size_t>(size)) : "";
  }

 private:
  struct Close {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
  };
  std::unique_ptr<UConverter, Close> converter_;
};

struct SingleByteEncoding {
  const char* name;
  const char* in_icu;
};
constexpr SingleByteEncoding kSingleByte[] = {
    {"IBM866", "ibm866"},
    {"ISO-8859-2", "iso-8859-2"},
    {"ISO-8859-3", "iso-8859-3"},
    {"ISO-8859-4", "iso-8859-4"},
    {"ISO-8859-5", "iso-8859-5"},
    {"ISO-8859-6", "iso-8859-6"},
    {"ISO-8859-7", "iso-8859-7"},
    {"ISO-8859-8", "iso-8859-8"},
    {"ISO-8859-8-I", "iso-8859-8"},
    {"ISO-8859-10", "iso-8859-10"},
    {"ISO-8859-13", "iso-8859-13"},
    {"ISO-8859-14", "iso-8859-14"},
    {"ISO-8859-15", "iso-8859-15"},
    {"KOI8-R", "koi8-r"},
    {"KOI8-U", "koi8-u"},
    {"macintosh", "macintosh"},
    {"windows-874", "windows-874"},
    {"windows-1250", "windows-1250"},
    {"windows-1251", "windows-1251"},
    {"windows-1252", "windows-1252"},
    {"windows-1253", "windows-1253"},
    {"windows-1254", "windows-1254"},
    {"windows-1255", "windows-1255"},
    {"windows-1256", "windows-1256"},
    {"windows-1257", "windows-1257"},
    {"windows-1258", "windows-1258"},
    {"x-mac-cyrillic", "x-mac-cyrillic"},
};

// ISO-8859-16, which ICU lacks: its characters from 0xA0 on.
constexpr std::u16string_view kIso8859_16 =
    u"\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûü"
    u"ęțÿ";
static_assert(kIso8859_16.size() == 96);

std::map<std::string_view, SingleByteTable> single_byte_tables() {
  std::map<std::string_view, SingleByteTable> tables;
  for (const auto& [name, in_icu] : kSingleByte) {
    const Converter converter(in_icu);
    const bool keeps_private = std::string_view(name) == "macintosh";  // has the apple there
    SingleByteTable& table = tables[name];
    for (std::size_t i = 0; i < table.size(); ++i) {
      const char byte = static_cast<char>(0x80 + i);
      const char32_t found = converter.character({&byte, 1});
      table[i] = is_private(found) && !keeps_private ? u'\0' : static_cast<char16_t>(found);
    }
  }
  tables["windows-1253"][0xAA - 0x80] = u'\0';
  tables["windows-1255"][0xCA - 0x80] = u'\u05BA';
  tables["KOI8-U"][0xAE - 0x80] = u'ў';
  tables["KOI8-U"][0xBE - 0x80] = u'Ў';
  SingleByteTable& iso_8859_16 = tables["ISO-8859-16"];
  for (std::size_t i = 0; i < 128; ++i) {
    iso_8859_16[i] = i < 32 ? static_cast<char16_t>(0x80 + i) : kIso8859_16[i - 32];
  }
  return tables;
}

/// All two-byte sequences of an encoding. `prefix` is the byte in front of each pair, if any.
std::vector<char32_t> pairs(const char* in_icu, bool keeps_private, const std::string& prefix = "") {
  const Converter converter(in_icu);
  std::vector<char32_t> characters(PairTable::kSize);
  std::string sequence = prefix + "  ";
  for (std::size_t i = 0; i < characters.size(); ++i) {
    sequence[prefix.size()] = static_cast<char>(PairTable::kFirst + i / PairTable::kTrails);
    sequence[prefix.size() + 1] = static_cast<char>(PairTable::kFirstTrail + i % PairTable::kTrails);
    const char32_t found = converter.character(sequence);
    if (found >= 0x80 && (keeps_private || !is_private(found))) characters[i] = found;
  }
  return characters;
}

void put(std::vector<char32_t>& characters, std::size_t pair, char32_t character) {
  const std::size_t lead = pair >> 8;
  const std::size_t trail = pair & 0xFF;
  characters[(lead - PairTable::kFirst) * PairTable::kTrails + trail - PairTable::kFirstTrail] = character;
}

std::vector<char32_t> big5_characters() {
  auto characters = pairs("Big5-HKSCS", false);
  for (const auto& [pair, character] : kBig5Additions) put(characters, pair, character);
  for (char32_t control = 0; control < 0x20; ++control) put(characters, 0xA3C0 + control, 0x2400 + control);
  put(characters, 0xA3E0, 0x2421);
  return characters;
}

std::vector<char32_t> gb18030_characters() {
  auto characters = pairs("gb18030", true);
  // GB 18030-2022 maps these 18 codes to Unicode characters; older tables map them to the private use area.
  constexpr std::pair<std::uint16_t, char32_t> kSince2022[] = {
      {0xA6D9, 0xFE10}, {0xA6DA, 0xFE12}, {0xA6DB, 0xFE11}, {0xA6DC, 0xFE13}, {0xA6DD, 0xFE14},
      {0xA6DE, 0xFE15}, {0xA6DF, 0xFE16}, {0xA6EC, 0xFE17}, {0xA6ED, 0xFE18}, {0xA6F3, 0xFE19},
      {0xFE59, 0x9FB4}, {0xFE61, 0x9FB5}, {0xFE66, 0x9FB6}, {0xFE67, 0x9FB7}, {0xFE6D, 0x9FB8},
      {0xFE7E, 0x9FB9}, {0xFE90, 0x9FBA}, {0xFEA0, 0x9FBB}};
  for (const auto& [pair, character] : kSince2022) put(characters, pair, character);
  put(characters, 0xA3A0, 0x3000);  // a second ideographic space, as browsers read it
  return characters;
}

}  // namespace

const SingleByteTable* single_byte_table(std::string_view encoding) {
  static const auto tables = single_byte_tables();
  const auto found = tables.find(encoding);
  return found == tables.end() ? nullptr : &found->second;
}

std::vector<std::string_view> single_byte_encodings() {
  std::vector<std::string_view> names = {"ISO-8859-16"};
  for (const SingleByteEncoding& encoding : kSingleByte) names.emplace_back(encoding.name);
  return names;
}

const PairTable& big5_table() {
  static const PairTable table(big5_characters());
  return table;
}

const PairTable& euc_kr_table() {
  static const PairTable table(pairs("windows-949", false));
  return table;
}

const PairTable& gb18030_table() {
  static const PairTable table(gb18030_characters());
  return table;
}

const PairTable& shift_jis_table() {
  static const PairTable table(pairs("Shift_JIS", true));
  return table;
}

const PairTable& jis0212_table() {
  static const PairTable table(pairs("EUC-JP", false, "\x8F"));
  return table;
}

char32_t gb18030_character(std::string_view four_bytes) {
  thread_local const Converter converter("gb18030");
  return converter.character(four_bytes);
}

std::string gb18030_bytes(char32_t character) {
  thread_local const Converter converter("gb18030");
  std::string bytes = character == 0xE5E5 ? "" : converter.bytes(character);
  const bool is_code = bytes.size() == 4 && (gb18030_character(bytes) == character || character == 0xFFFD);
  return is_code ? bytes : "";
}

}  // namespace trawl::page
