#pragma once
#include "fetch/text/date_scanner.hpp"

/// The time of day and the zone of a date, for loose_date.
namespace trawl::text {

/// Reads "10:14:55.37", "10:14" or "8 pm"; if the date is in ISO 8601 also "10", "1014" and "101455". False
/// for what is no time.
bool read_clock(DateScanner& scan, LooseMoment& moment, bool is_iso);

/// Reads "gmt", "-0500", "gmt+01:00", "+0000 utc", "(pst)" or nothing. False for a zone of unknown name.
bool read_zone(DateScanner& scan, LooseMoment& moment);

/// Minutes from UTC of a zone that has one name and one meaning, in lower case: "z", "gmt", "pst"; else none.
std::optional<int> zone_offset(std::string_view name);

}  // namespace trawl::text
