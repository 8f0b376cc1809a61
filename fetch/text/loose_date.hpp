#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace trawl::text {

/// The epoch seconds of a date as sitemaps, feeds and people write it: W3CDTF
/// (https://www.w3.org/TR/NOTE-datetime) and its relatives in ISO 8601 and RFC 9557, RFC 822 with its named
/// zones, what asctime() and JavaScript write, and the common mistakes in each: a missing or wrong weekday,
/// one in another language, months written out, years of two digits, a missing time, a 12-hour clock, a
/// space for the "T", zones with or without a colon. A date without a zone is in UTC.
///
/// None for every text that is not understood to its end (other languages, 04/07/2024, the week 2024-W27, a
/// zone of unknown name), and for a day or a time that does not exist: none is better than a wrong one.
std::optional<std::int64_t> parse_loose_date(std::string_view text);

}  // namespace trawl::text
