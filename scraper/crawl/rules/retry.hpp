#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/outcome.hpp"

namespace trawl::crawl {

/// Whether the connection, not the answer, failed: another try may go better.
bool is_network_failure(fetch::ErrorKind kind);

/// How long to wait before the next try of a URL when try number `attempts` (1 is the first) ended like this; none
/// when it is not tried again. Tried again are 408, 429, 5xx and network failures, Options::tries times in all; the
/// pause doubles from Options::retry_pause and is never shorter than Retry-After.
std::optional<std::chrono::milliseconds> retry_pause(const Options& options, const Outcome& outcome,
                                                     int attempts);

/// The same for a crawl, which follows no redirect at once: a cookie gate is tried again without a pause, a single
/// time, whatever the options say.
std::optional<std::chrono::milliseconds> retry_pause_of_crawl(const Options& options, const Outcome& outcome,
                                                              int attempts);

/// The seconds that a Retry-After header (RFC 9110 section 10.2.3) asks to wait, from `now` in epoch seconds:
/// a number, or an HTTP date in one of its three forms; 0 for a date that has passed, at most
/// kLongestRetryAfter. None when the value is neither.
std::optional<double> retry_after(std::string_view value, double now);

/// A host that asks for more is asked again after a day.
inline constexpr double kLongestRetryAfter = 24 * 3'600;

}  // namespace trawl::crawl
