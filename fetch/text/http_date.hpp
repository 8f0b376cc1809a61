#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace trawl::text {

/// The epoch seconds of an HTTP date in one of its three forms (RFC 9110 section 5.6.7). Names may be in any
/// case, and the weekday may be wrong. A year of two digits is at most fifty years after `now`, in epoch
/// seconds. None for a day that does not exist.
std::optional<std::int64_t> parse_http_date(std::string_view text, double now);

/// The epoch seconds of a cookie's date, whose parts may come in any order (RFC 6265 section 5.1.1). None for
/// a day that does not exist and for years before 1601.
std::optional<std::int64_t> parse_cookie_date(std::string_view text);

}  // namespace trawl::text
