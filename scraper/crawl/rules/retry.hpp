#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/outcome.hpp"

namespace trawl::crawl {

/// Whether the connection failed, not the answer: another try may go better.
bool is_network_failure(fetch::ErrorKind kind);

/// How long to wait before the next try, after try number `attempts` (the first is 1) ended like this; none
/// for no further try. 408, 429, 5xx and network failures are tried Options::tries times in all, but a name
/// that does not exist only once. The pause starts at Options::retry_pause, doubles, and is never shorter
/// than Retry-After. It is longer than Options::longest_wait() only where Retry-After is.
std::optional<std::chrono::milliseconds> retry_pause(const Options& options, const Outcome& outcome,
                                                     int attempts);

/// Whether a HEAD is asked again as a GET, at once: the server failed or refused, as some do to HEAD alone,
/// unless it asks for patience.
bool is_refused_head(const Outcome& outcome);

/// The value of a Retry-After header (RFC 9110 section 10.2.3) in seconds from `now`, which is in epoch
/// seconds. The value is a number or an HTTP date in one of its three forms. A date that has passed gives 0;
/// the most is kLongestRetryAfter. None for any other value.
std::optional<double> retry_after(std::string_view value, double now);

/// The longest pause that a host's wish gives, in seconds.
inline constexpr double kLongestRetryAfter = 24 * 3'600;

}  // namespace trawl::crawl
