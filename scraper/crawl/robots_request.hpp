#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "fetch/client.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/outcome.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "scraper/crawl/rules/robots_answer.hpp"
#include "scraper/crawl/wall_clock.hpp"

namespace trawl::crawl {

/// The result of a request for a host's robots.txt.
struct RobotsReply {
  RobotsReply() {}
  RobotsAnswer answer = RobotsAnswer::refuse_all;
  std::string body;     ///< at most kRobotsBytes of it
  std::string problem;  ///< why there was no usable answer; "" when there was
  Outcome outcome;
};

/// The rules that follow from a reply.
Robots robots_of(const RobotsReply& reply);

/// Fetches `origin`/robots.txt and follows at most five redirects, also to other hosts (RFC 9309 section
/// 2.3.1.2). `typed`: the only typed URL whose host may be at a private address; none: each may. Never throws
/// fetch::Error: a failure is an answer. Cancel: passes.
aio::Coroutine<RobotsReply> fetch_robots(fetch::Client& client, const Options& options,
                                         const WallClock& clock, std::string origin,
                                         std::optional<fetch::Url> typed = std::nullopt);

/// Fetches `origin`/.well-known/tdmrep.json (TDM Reservation Protocol), following redirects as fetch_robots()
/// does. The body is "" if there is none; the answer says nothing. Never throws fetch::Error. Cancel: passes.
aio::Coroutine<RobotsReply> fetch_tdm_rules(fetch::Client& client, const Options& options,
                                            const WallClock& clock, std::string origin);

/// How long the host is left alone between robots.txt and that request.
std::chrono::milliseconds pause_before_tdm_rules(const Options& options, const RobotsReply& reply);

}  // namespace trawl::crawl
