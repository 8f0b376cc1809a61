#include "scraper/extract/values/digit_groups.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "scraper/extract/values/people_text.hpp"

namespace trawl::extract {
namespace {

constexpr char32_t kArabicDecimal = 0x066B, kMiddlePoint = 0x00B7;
constexpr std::u32string_view kSeparators = U".,'_ \u066B\u066C\u00B7";

bool is_one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}

std::size_t digits_at(std::u32string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

/// The digits between separators, and the separators: digits[i] separators[i] digits[i + 1].
struct Parts {
  std::vector<std::u32string_view> digits;
  std::u32string separators;
};

Parts parts_of(std::u32string_view text) {
  Parts parts;
  for (std::size_t at = 0;;) {
    const std::size_t length = digits_at(text, at);
    parts.digits.push_back(text.substr(at, length));
    at += length;
    if (at >= text.size()) return parts;
    parts.separators += text[at++];
  }
}

/// Whether the first `count` parts are groups of one number.
bool are_groups(const Parts& parts, std::size_t count) {
  if (count == 1) return true;
  const char32_t separator = parts.separators[0];
  const std::size_t first = parts.digits[0].size();
  if (first == 0 || first > 3 || parts.digits[0][0] == U'0') return false;
  if (parts.digits[count - 1].size() != 3) return false;
  for (std::size_t i = 1; i + 1 < count; ++i)
    if (parts.separators[i] != separator) return false;
  const auto all_have = [&](std::size_t size) {
    return std::all_of(parts.digits.begin() + 1,
                       parts.digits.begin() + static_cast<std::ptrdiff_t>(count) - 1,
                       [size](std::u32string_view digits) { return digits.size() == size; });
  };
  return all_have(3) || (separator == U',' && first <= 2 && all_have(2));
}

bool is_decimal_in_doubt(char32_t separator, Doubt doubt) {
  if (doubt == Doubt::groups) return false;
  return (separator == U',') == (doubt == Doubt::comma_decimal);
}

/// Whether the last separator is the decimal one.
bool ends_in_fraction(const Parts& parts, Doubt doubt) {
  const char32_t last = parts.separators.back();
  if (last == kArabicDecimal || last == kMiddlePoint) return true;
  if (last != U'.' && last != U',') return false;
  if (std::count(parts.separators.begin(), parts.separators.end(), last) != 1) return false;
  if (parts.separators.size() > 1) return true;
  const std::u32string_view whole = parts.digits[0];
  const bool may_group =
      parts.digits[1].size() == 3 && !whole.empty() && whole.size() <= 3 && whole[0] != U'0';
  return !may_group || is_decimal_in_doubt(last, doubt);
}

}  // namespace

std::size_t digits_and_separators(std::u32string_view text) {
  std::size_t end = digits_at(text, 0), last = end;
  bool only_spaces = true;
  while (end < text.size() && is_one_of(text[end], kSeparators)) {
    const char32_t separator = text[end];
    const std::size_t length = digits_at(text, end + 1);
    if (length == 0 || (end == 0 && separator != U'.' && separator != U',')) break;
    if (separator == U' ') {
      // "1 234" is one number; "5 12", "1,5 200" and "12345 678" are two.
      const bool is_group = length == 3 && only_spaces && last <= 3 && last > 0;
      if (!is_group) break;
    }
    only_spaces = only_spaces && separator == U' ';
    end += 1 + length;
    last = length;
  }
  return end;
}

std::optional<Decimal> grouped_decimal(std::u32string_view text, Doubt doubt) {
  const Parts parts = parts_of(text);
  const bool has_fraction = !parts.separators.empty() && ends_in_fraction(parts, doubt);
  if (!are_groups(parts, parts.digits.size() - (has_fraction ? 1 : 0))) return std::nullopt;
  Decimal number;
  for (const std::u32string_view digits : parts.digits)
    for (const char32_t digit : digits) number.digits += static_cast<char>(digit);
  if (has_fraction) number.exponent = -static_cast<int>(parts.digits.back().size());
  return number;
}

}  // namespace trawl::extract
