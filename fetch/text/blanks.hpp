#pragma once
#include <string_view>

/// The blanks of Unicode, which people do not see and which come along when they copy and paste.
namespace trawl::text {

/// Whether nothing is seen at that place: white space (White_Space in PropList.txt of the Unicode database,
/// and the control characters), zero width, direction marks, soft hyphen, and the byte order mark.
constexpr bool is_unicode_blank(char32_t c) {
  const auto lies = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  return c <= 0x20 || lies(0x7F, 0xA0) || c == 0xAD || c == 0x1680 || c == 0x180E || lies(0x2000, 0x200F) ||
         lies(0x2028, 0x202F) || lies(0x205F, 0x206F) || c == 0x3000 || c == 0xFEFF;
}

/// The text without blanks on both sides. What is no UTF-8 stays.
std::string_view trimmed_blanks(std::string_view text);

}  // namespace trawl::text
