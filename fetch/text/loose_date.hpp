#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::page {

/// The epoch seconds of a date as sitemaps and feeds have it: W3CDTF (https://www.w3.org/TR/NOTE-datetime) and the ISO 8601
/// forms around it, RFC 822 with its named zones, and the common damage of both: no weekday or a wrong one, months written
/// out, two-digit years, a missing time, blanks for "T", zones with or without colon, what asctime writes. Without a zone it
/// is UTC. None for what is no date, and for a day that does not exist.
std::optional<std::int64_t> parse_feed_date(std::string_view text);

/// "2004-01-01T19:48:21Z" of epoch seconds.
std::string utc_text(std::int64_t seconds);

}  // namespace trawl::page
