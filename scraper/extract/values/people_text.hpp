#pragma once
#include <string>
#include <string_view>

/// Characters as people mean them, whichever of Unicode's look-alikes they typed.
namespace trawl::extract {

/// The text with ASCII for: decimal digits of every script, full-width characters, spaces of every width
/// (U+0020), minus signs and hyphens ("-"), and apostrophes ("'"). Dashes become U+2013. What is not seen
/// (zero-width characters, soft hyphens, direction marks) is gone, and so are blanks on both sides.
std::u32string plain_text(std::string_view text);

bool is_letter(char32_t c);
/// Of any width but none (White_Space in Unicode).
bool is_white_space(char32_t c);
/// Whether the letter's script has upper and lower case: such scripts put spaces between words.
bool is_cased(char32_t c);
bool is_upper_case(char32_t c);
bool is_currency_sign(char32_t c);
constexpr bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

/// In lower case, each character for itself.
std::u32string lowered(std::u32string_view text);
/// The letter without its accents: "e" for "é".
char32_t without_accent(char32_t c);

/// In lower case and upper case, as Unicode says for every language ("straße" becomes "STRASSE").
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

}  // namespace trawl::extract
