#include "scraper/crawl/robots_request.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "scraper/crawl/attempt.hpp"
#include "scraper/crawl/rules/redirect.hpp"

namespace trawl::crawl {

namespace {

constexpr int kHops = 5;

fetch::Request request_for(const fetch::Url& url, const Options& options) {
  fetch::Request request(url);
  request.limits = options.limits;
  request.limits.body_bytes = kRobotsBytes + 1;  // Robots::parse sees that there is more
  request.cut_body = true;
  return request;
}

/// Adds what one hop brought to the reply. Returns the next URL when the hop was a redirect.
std::optional<fetch::Url> add_hop(RobotsReply& reply, Attempt&& hop) {
  hop.outcome.elapsed += reply.outcome.elapsed;
  hop.outcome.waited += reply.outcome.waited;
  reply.outcome = hop.outcome;
  reply.body = hop.response ? std::move(hop.response->body) : std::string();
  const auto* const failure = hop.failure();
  if (failure != nullptr && reply.body.empty()) {
    reply.problem = failure->what();
    reply.outcome.status = 0;
    return std::nullopt;
  }
  reply.outcome.error.reset();  // of a faulty body, what came is read
  return redirect_target(*hop.response);
}

}  // namespace

Robots robots_of(const RobotsReply& reply) {
  switch (reply.answer) {
    case RobotsAnswer::parse:
      return Robots::parse(reply.body);
    case RobotsAnswer::allow_all:
      return Robots::allow_all();
    case RobotsAnswer::refuse_all:
      break;
  }
  return Robots::refuse_all("it could not be fetched: " + reply.problem);
}

namespace {

/// What the last of the hops brought.
aio::Coroutine<RobotsReply> fetch_file(fetch::Client& client, const Options& options, const WallClock& clock,
                                       std::string file, std::optional<fetch::Url> typed) {
  RobotsReply reply;
  auto url = fetch::Url::parse(file);
  for (int hops = 0; url && hops <= kHops; ++hops) {
    auto request = request_for(*url, options);
    request.heeds_typed_hosts = !typed || url->has_port_of(*typed);
    auto hop = co_await attempt(client, std::move(request), clock);
    url = add_hop(reply, std::move(hop));
  }
  co_return reply;
}

}  // namespace

aio::Coroutine<RobotsReply> fetch_robots(fetch::Client& client, const Options& options,
                                         const WallClock& clock, std::string origin,
                                         std::optional<fetch::Url> typed) {
  auto reply = co_await fetch_file(client, options, clock, origin + "/robots.txt", std::move(typed));
  reply.answer = robots_answer(reply.outcome.status);
  if (reply.answer != RobotsAnswer::parse) reply.body.clear();
  if (reply.answer == RobotsAnswer::refuse_all && reply.problem.empty()) {
    reply.problem = fmt::format("status {}", reply.outcome.status);
  }
  co_return reply;
}

aio::Coroutine<RobotsReply> fetch_tdm_rules(fetch::Client& client, const Options& options,
                                            const WallClock& clock, std::string origin) {
  auto reply = co_await fetch_file(client, options, clock, origin + "/.well-known/tdmrep.json", std::nullopt);
  const bool is_there = reply.outcome.status >= 200 && reply.outcome.status < 300;
  if (!is_there) reply.body.clear();
  co_return reply;
}

std::chrono::milliseconds pause_before_tdm_rules(const Options& options, const RobotsReply& reply) {
  const auto wish = robots_of(reply).crawl_delay(product_token(options.network.user_agent));
  const double longest = std::min(wish.value_or(0), options.longest_wait());
  const auto asked =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(longest));
  return std::max(options.delay, asked);
}

}  // namespace trawl::crawl
