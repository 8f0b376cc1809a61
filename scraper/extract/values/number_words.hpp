#pragma once
#include <string_view>

/// Words that stand beside numbers, and signs that are numbers.
namespace trawl::extract {

/// Whether the word means money: "EUR", "Rs", "kr", "zł", "euros". In the case in which it stands.
bool is_currency_word(std::u32string_view word);

/// Whether prices in that currency have three decimals: "KWD".
bool has_three_decimals(std::u32string_view currency);

/// The power of ten that a word behind a number stands for: 3 for "k" and "thousand", 6 for "M" and "Mio",
/// 4 for "万"; 0 for other words. `is_attached`: no space stands between, as "k" and "M" want it.
int power_of_ten(std::u32string_view word, bool is_attached);

/// The digits behind the point that a sign like "½" stands for; "" for other characters.
std::string_view fraction_digits(char32_t c);

/// 0 to 9 for "⁰" to "⁹"; -1 for other characters.
int superscript_digit(char32_t c);

/// Whether it joins a number and what it is out of or per: "4 of 5".
bool is_ratio_word(std::u32string_view lower_case_word);

}  // namespace trawl::extract
