#pragma once
#include <chrono>
#include <string_view>

namespace crawl {

/// What a host may be asked after its robots.txt was asked for.
enum class RobotsAnswer {
  parse,       ///< what the file says
  allow_all,   ///< there is no file
  refuse_all,  ///< nothing, for now
};

/// For `hosts.robots_status`: "ok", "none" or "unreachable".
std::string_view name_of(RobotsAnswer answer);

/// What one attempt to fetch robots.txt means, by RFC 9309 section 2.3.1.
struct RobotsOutcome {
  RobotsAnswer answer;
  std::chrono::seconds ask_again;  ///< how long the answer holds
};

/// `status` is the final one, after at least five redirects were followed, and 0 when there was no response;
/// a redirect here is one hop too many and counts as "no file". 429 counts as unreachable, like 5xx: the host
/// asks for a pause. `failures` says how often in a row, this time included, the host was unreachable; the
/// pause grows with it.
RobotsOutcome robots_outcome(int status, int failures);

}  // namespace crawl
