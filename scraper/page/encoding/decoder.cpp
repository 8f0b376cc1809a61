#include "scraper/page/encoding/decoder.hpp"

#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/iso_2022_jp.hpp"
#include "scraper/page/encoding/legacy_tables.hpp"
#include "scraper/page/encoding/multibyte_decoder.hpp"

namespace trawl::page {

namespace {

/// Copies runs of ASCII. Calls `take` for the bytes in between; it appends their characters to the text and
/// returns how many bytes it read. `growth` is how much longer than the bytes the text will probably be.
template <typename Take>
std::string decode_around_ascii(std::string_view bytes, std::size_t growth, Take take) {
  std::string text;
  text.reserve(bytes.size() + growth);
  while (true) {
    const std::size_t ascii = text::ascii_prefix(bytes);
    text.append(bytes.substr(0, ascii));
    bytes.remove_prefix(ascii);
    if (bytes.empty()) return text;
    bytes.remove_prefix(take(bytes, text));
  }
}

std::string decode_multibyte(std::string_view bytes, ReadCharacter read) {
  return decode_around_ascii(bytes, bytes.size() / 2, [read](std::string_view rest, std::string& text) {
    const Reading reading = read(rest);
    if (reading.first) {
      text::append_utf8(text, reading.first);
    } else {
      text.append(text::kReplacement);
    }
    if (reading.second) text::append_utf8(text, reading.second);
    return reading.length;
  });
}

template <typename CharacterOf>
std::string decode_bytewise(std::string_view bytes, CharacterOf character_of) {
  return decode_around_ascii(bytes, bytes.size() / 4, [&](std::string_view rest, std::string& text) {
    text::append_utf8(text, character_of(static_cast<unsigned char>(rest[0])));
    return std::size_t{1};
  });
}

std::string decode_utf16(std::string_view bytes, bool big_endian) {
  const auto unit_at = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  const auto is_lead = [](char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; };
  const auto is_trail = [](char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; };
  std::string text;
  text.reserve(bytes.size());
  std::size_t at = 0;
  while (at + 2 <= bytes.size()) {
    const char32_t unit = unit_at(at);
    at += 2;
    if (!is_lead(unit)) {
      text::append_utf8(text, is_trail(unit) ? 0xFFFD : unit);
    } else if (at + 2 <= bytes.size() && is_trail(unit_at(at))) {
      text::append_utf8(text, 0x10000 + ((unit - 0xD800) << 10) + (unit_at(at) - 0xDC00));
      at += 2;
    } else {
      text::append_utf8(text, 0xFFFD);
      if (at + 1 == bytes.size()) return text;  // one error for the lead and the odd byte after it
    }
  }
  if (at < bytes.size()) text::append_utf8(text, 0xFFFD);
  return text;
}

}  // namespace

std::string decoded(std::string_view bytes, std::string_view encoding) {
  if (encoding == "UTF-16LE" || encoding == "UTF-16BE") return decode_utf16(bytes, encoding == "UTF-16BE");
  if (encoding == "ISO-2022-JP") return decode_iso_2022_jp(bytes);
  if (encoding == "replacement") return std::string(bytes.empty() ? "" : text::kReplacement);
  if (encoding == "x-user-defined") {
    return decode_bytewise(bytes, [](unsigned char byte) { return char32_t{0xF700} + byte; });
  }
  if (const SingleByteTable* table = single_byte_table(encoding)) {
    return decode_bytewise(bytes, [table](unsigned char byte) {
      const char16_t found = (*table)[byte - 0x80];
      return found ? char32_t{found} : char32_t{0xFFFD};
    });
  }
  if (const ReadCharacter read = multibyte_reader(encoding)) return decode_multibyte(bytes, read);
  return text::clean_utf8(bytes);
}

bool is_decoded(std::string_view bytes, std::string_view encoding) {
  if (encoding == "UTF-8") return text::is_utf8(bytes);
  const bool is_ascii_in_ascii =
      !encoding.starts_with("UTF-16") && encoding != "ISO-2022-JP" && encoding != "replacement";
  return is_ascii_in_ascii && text::is_ascii(bytes);
}

}  // namespace trawl::page
