#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "scraper/extract/values/decimal.hpp"

namespace trawl::extract {

/// The number in a text as people write it: "1.234,56 €", "$1'234.50", "−5", "from 12 €", "12,34,567.89",
/// "1,5e3", "12 %" (12), "2.5k", "3 million", "4.5/5" (4.5), "CHF 12.–", "12€50", "2½", "(12.50)" (-12.5, as
/// accountants write; "(128)" is 128). Digits of every script count.
///
/// A point or comma alone before three digits is in doubt ("1.234"): the decimal separator of `locale`
/// settles it. Without one it groups where a currency stands by, since prices have no three decimals, and for
/// `is_whole`; else it means what it does in English.
///
/// None for a text with no number, or with several whose sense is not plain ("10–20", "12:30", "1.2.3", a
/// date, a telephone number, "A4"): none is better than a wrong one. What stands in brackets behind the
/// number does not count, nor what follows "/", "of" or "per".
std::optional<Decimal> read_number(std::string_view text, const std::string& locale = "",
                                   bool is_whole = false);

}  // namespace trawl::extract
