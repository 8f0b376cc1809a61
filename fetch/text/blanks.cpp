#include "fetch/text/blanks.hpp"

#include "fetch/text/utf8.hpp"

namespace trawl::text {
namespace {

/// Where the last character begins. Requires: a text that is not empty.
std::size_t last_character(std::string_view text) {
  constexpr std::size_t kLongest = 4;
  const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  std::size_t at = text.size() - 1;
  while (at > 0 && text.size() - at < kLongest && is_continuation(text[at])) --at;
  return at;
}

bool is_one_blank(std::string_view text) {
  const CodePoint first = first_code_point(text);
  return first.valid && first.bytes == text.size() && is_unicode_blank(first.value);
}

}  // namespace

std::string_view trimmed_blanks(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    if (!first.valid || !is_unicode_blank(first.value)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    const std::size_t last = last_character(text);
    if (!is_one_blank(text.substr(last))) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

}  // namespace trawl::text
