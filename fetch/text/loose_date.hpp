#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace trawl::text {

/// The epoch seconds of a date as sitemaps, feeds and people write it: W3CDTF
/// (https://www.w3.org/TR/NOTE-datetime) and its relatives in ISO 8601, RFC 822 with its named zones, what
/// asctime() writes, and the common mistakes in each: a missing or wrong weekday, months written out, years
/// of two digits, a missing time, a space for the "T", zones with or without a colon. A date without a zone
/// is in UTC. None for other texts and for a day that does not exist.
std::optional<std::int64_t> parse_loose_date(std::string_view text);

}  // namespace trawl::text
