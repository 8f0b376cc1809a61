#pragma once
#include <optional>
#include <string_view>

namespace trawl::crawl {

/// The seconds that a Retry-After header (RFC 9110 section 10.2.3) asks to wait, from `now` in epoch seconds:
/// a number, or an HTTP date in one of its three forms; 0 for a date that has passed, at most
/// kLongestRetryAfter. None when the value is neither.
std::optional<double> retry_after(std::string_view value, double now);

/// A host that asks for more is asked again after a day.
inline constexpr double kLongestRetryAfter = 24 * 3'600;

}  // namespace trawl::crawl
