#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/text/time.hpp"

namespace trawl::extract {

/// The date in a text as people write it, as ISO 8601 text with as much as was said:
///   2024-03-12            "12. März 2024", "March 12th, 2024", "12.03.2024", "2024年3月12日", "20240312"
///   2024-03, 2024         "March 2024", "03/2024", "2024"
///   2024-03-12T14:30:00   "12 mars 2024 à 14h30", "Mar 12, 2024 2:30 pm": no zone was said
///   2024-03-12T13:30:00Z  "2024-03-12T14:30+01:00", "Tue, 12 Mar 2024 13:30:00 GMT", "1710250200" (epoch
///                         seconds, and with 13 digits milliseconds): in UTC
/// A fraction of a second stays. Months are known in the languages of Europe, digits of every script.
/// "yesterday at 14:30", "3 days ago", "vor 2 Stunden", "il y a 5 minutes" are counted from `now` in UTC, and
/// are none without it.
///
/// "03/04/2024" is in doubt: neither number is above 12. The order of `locale` ("de", "en-US") settles it.
/// With points the day comes first.
///
/// None for a text with no date, with two, with further numbers, without a year ("March 12"), and for a
/// day or time that does not exist: none is better than a wrong one.
std::optional<std::string> read_date(std::string_view text, const std::string& locale = "",
                                     std::optional<text::EpochSeconds> now = {});

}  // namespace trawl::extract
