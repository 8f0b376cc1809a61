#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "scraper/extract/values/decimal.hpp"

namespace trawl::extract {

/// What "1.234" and "1,234" mean, each of which is a thousand times the other somewhere.
enum class Doubt {
  english,        ///< the point is decimal, the comma groups
  point_decimal,  ///< likewise, because a locale says so
  comma_decimal,  ///< the comma is decimal, the point groups
  groups          ///< either groups: whole numbers, and prices, which have two decimals
};

/// How many characters at the front of plain text (see people_text) are one number's digits and separators:
/// point, comma, space, apostrophe, "_", "·" and the Arabic ones, each between digits; a space only where
/// three digits follow. 0 if the text does not begin with a digit, or with a point or comma before one.
std::size_t digits_and_separators(std::u32string_view text);

/// Such a text as a number; none if its separators make no sense: "1.2.3", "1,23.45". Groups have three
/// digits, or two in the Indian way ("12,34,567.89"). A separator alone is decimal unless three digits follow
/// and one to three, not beginning with 0, come before: then `doubt` decides.
std::optional<Decimal> grouped_decimal(std::u32string_view text, Doubt doubt);

}  // namespace trawl::extract
