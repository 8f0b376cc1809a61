#include "scraper/page/encoding/query_encoder.hpp"

#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/encode_table.hpp"
#include "scraper/page/encoding/legacy_tables.hpp"

namespace trawl::page {

namespace {

void append_missing(std::string& out, char32_t character) {
  out.append("%26%23").append(std::to_string(static_cast<std::uint32_t>(character))).append("%3B");
}

void append_code(std::string& out, std::uint16_t bytes) {
  if (bytes >= 0x100) out += static_cast<char>(bytes >> 8);
  out += static_cast<char>(bytes & 0xFF);
}

/// Calls `take` for each character of `text`.
template <typename Take>
void each_character(std::string_view text, Take take) {
  while (!text.empty()) {
    const text::CodePoint point = text::first_code_point(text);
    text.remove_prefix(point.bytes);
    take(point.value);
  }
}

/// Calls `take` for each character of `text` beyond ASCII, and copies the others.
template <typename Take>
std::string encode_around_ascii(std::string_view text, Take take) {
  std::string out;
  out.reserve(text.size());
  each_character(text, [&](char32_t character) {
    if (character < 0x80) {
      out += static_cast<char>(character);
    } else {
      take(out, character);
    }
  });
  return out;
}

/// https://encoding.spec.whatwg.org/#iso-2022-jp-encoder
class Iso2022JpEncoder {
 public:
  std::string encoded(std::string_view text) {
    each_character(text, [this](char32_t character) { append(character); });
    select(Set::ascii);
    return std::move(out_);
  }

 private:
  enum class Set { ascii, roman, jis0208 };

  void append(char32_t character) {
    const bool is_shift = character == 0x0E || character == 0x0F || character == 0x1B;
    if (set_ != Set::jis0208 && is_shift) return append_missing(out_, 0xFFFD);
    if (character < 0x80) {
      const bool is_other_in_roman = character == '\\' || character == '~';
      if (set_ != Set::roman || is_other_in_roman) select(Set::ascii);
      if (is_shift) return append_missing(out_, 0xFFFD);
      out_ += static_cast<char>(character);
    } else if (character == U'¥' || character == U'‾') {
      select(Set::roman);
      out_ += character == U'¥' ? '\\' : '~';
    } else if (const std::uint16_t code = jis0208_encode_table().at(character); code != 0) {
      select(Set::jis0208);
      append_code(out_, code);
    } else {
      if (set_ == Set::jis0208) select(Set::ascii);
      append_missing(out_, character);
    }
  }

  void select(Set set) {
    if (set == set_) return;
    set_ = set;
    out_ += set == Set::ascii ? "\x1B(B" : set == Set::roman ? "\x1B(J" : "\x1B$B";
  }

  std::string out_;
  Set set_ = Set::ascii;
};

}  // namespace

bool encodes_queries(std::string_view encoding) {
  return !encoding.starts_with("UTF-") && encoding != "replacement";
}

std::string encoded_query(std::string_view query, std::string_view encoding) {
  if (encoding == "ISO-2022-JP") return Iso2022JpEncoder().encoded(query);
  if (text::is_ascii(query)) return std::string(query);
  if (encoding == "x-user-defined") {
    return encode_around_ascii(query, [](std::string& out, char32_t character) {
      if (character < 0xF780 || character > 0xF7FF) return append_missing(out, character);
      out += static_cast<char>(character - 0xF700);
    });
  }
  const EncodeTable& table = *encode_table(encoding);
  const bool has_four_bytes = encoding == "gb18030";
  return encode_around_ascii(query, [&](std::string& out, char32_t character) {
    if (const std::uint16_t bytes = table.at(character); bytes != 0) return append_code(out, bytes);
    const std::string four_bytes = has_four_bytes ? gb18030_bytes(character) : "";
    if (four_bytes.empty()) return append_missing(out, character);
    out += four_bytes;
  });
}

}  // namespace trawl::page
