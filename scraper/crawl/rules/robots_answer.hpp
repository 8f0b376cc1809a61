#pragma once
#include <string_view>

namespace trawl::crawl {

/// What a host may be asked, by the answer to the request for its robots.txt.
enum class RobotsAnswer {
  parse,       ///< what the file says
  allow_all,   ///< there is no file
  refuse_all,  ///< nothing, for now
};

/// For `hosts.robots_status`: "ok", "none" or "unreachable".
std::string_view name_of(RobotsAnswer answer);

/// What the final status of robots.txt means by RFC 9309 section 2.3.1; 0 stands for no response. A redirect
/// here comes after five others, so it counts as "no file". 429 counts as unreachable, like 5xx: the host
/// asks for a pause.
RobotsAnswer robots_answer(int status);

/// How long an answer is used (RFC 9309 section 2.4), in seconds.
inline constexpr double kRobotsHold = 24 * 3'600;

}  // namespace trawl::crawl
