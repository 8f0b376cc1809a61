#include "fetch/text/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace trawl::text {

namespace {

struct Sequence {
  std::size_t length;  // of the character or, when ill-formed, of its maximal subpart
  bool valid;
};

// Requires: bytes[0] is not ASCII.
Sequence sequence_at(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  std::size_t length = 0;
  unsigned char lower = 0x80;
  unsigned char upper = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) lower = 0xA0;
    if (lead == 0xED) upper = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) lower = 0x90;
    if (lead == 0xF4) upper = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i == bytes.size()) return {i, false};
    const auto next = static_cast<unsigned char>(bytes[i]);
    if (next < lower || next > upper) return {i, false};
    lower = 0x80;
    upper = 0xBF;
  }
  return {length, true};
}

constexpr std::uint64_t kHighBits = 0x8080808080808080;

bool is_ascii_word(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return (word & kHighBits) == 0;
}

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::size_t valid_prefix(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t left = bytes.size() - at;
    if (lead < 0x80) {
      at += left >= 8 && is_ascii_word(bytes.data() + at) ? ascii_prefix(bytes.substr(at)) : 1;
    } else if (lead >= 0xC2 && lead <= 0xDF && left >= 2 && is_continuation(bytes[at + 1])) {
      at += 2;
    } else {
      const Sequence sequence = sequence_at(bytes.substr(at));
      if (!sequence.valid) return at;
      at += sequence.length;
    }
  }
  return at;
}

}  // namespace

std::size_t ascii_prefix(std::string_view bytes) {
  std::size_t at = 0;
  for (; at + 32 <= bytes.size(); at += 32) {
    std::uint64_t words[4];
    std::memcpy(words, bytes.data() + at, sizeof words);
    if ((words[0] | words[1] | words[2] | words[3]) & kHighBits) break;
  }
  while (at < bytes.size() && bytes[at] >= 0) ++at;
  return at;
}

bool is_utf8(std::string_view bytes) {
  return valid_prefix(bytes) == bytes.size();
}

std::string clean_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (true) {
    const std::size_t valid = valid_prefix(bytes);
    text.append(bytes.substr(0, valid));
    bytes.remove_prefix(valid);
    if (bytes.empty()) return text;
    text.append(kReplacement);
    bytes.remove_prefix(sequence_at(bytes).length);
  }
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto add = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | code_point >> 6);
    add(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    add(0xE0 | code_point >> 12);
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  } else {
    add(0xF0 | code_point >> 18);
    add(0x80 | (code_point >> 12 & 0x3F));
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  }
}

std::string utf8_or_latin1(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  std::string text;
  for (const char byte : bytes) append_utf8(text, static_cast<unsigned char>(byte));
  return text;
}

std::string latin1_bytes(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    bytes += static_cast<char>(point.value);
    text.remove_prefix(point.bytes);
  }
  return bytes;
}

CodePoint first_beyond_ascii(std::string_view text) {
  const Sequence sequence = sequence_at(text);
  if (!sequence.valid) return {0xFFFD, sequence.length, false};
  const auto lead = static_cast<unsigned char>(text[0]);
  char32_t value = lead & (0x7F >> sequence.length);
  for (std::size_t i = 1; i < sequence.length; ++i)
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  return {value, sequence.length, true};
}

Utf8Census utf8_census(std::string_view bytes) {
  Utf8Census census;
  while (true) {
    bytes.remove_prefix(ascii_prefix(bytes));
    if (bytes.empty()) return census;
    const Sequence sequence = sequence_at(bytes);
    ++(sequence.valid ? census.characters : census.errors);
    bytes.remove_prefix(sequence.length);
  }
}

}  // namespace trawl::text
