#include "scraper/crawl/robots_request.hpp"

#include <chrono>

#include <fmt/format.h>

#include "fetch/text/time.hpp"
#include "scraper/crawl/rules/redirect.hpp"
#include "scraper/crawl/rules/retry_after.hpp"
#include "scraper/crawl/rules/robots.hpp"

namespace trawl::crawl {

namespace {

constexpr int kHops = 5;

/// One hop. Fills the reply, and gives the URL to go on with, if any.
aio::Coroutine<std::optional<fetch::Url>> hop(fetch::Client& client, const Options& options, fetch::Url url,
                                              RobotsReply& reply) {
  std::optional<fetch::Url> next;
  fetch::Request request(std::move(url));
  request.limits = options.limits;
  request.limits.body_bytes = kRobotsBytes;
  request.cut_body = true;
  try {
    fetch::Response response = co_await client.fetch(std::move(request));
    reply.outcome.status = response.status;
    next = redirect_target(response);
    if (const auto wait = response.header("retry-after")) {
      reply.outcome.retry_after = retry_after(*wait, text::epoch_now());
    }
    reply.body = std::move(response.body);
  } catch (const fetch::Error& error) {
    reply.outcome.status = 0;
    reply.outcome.error = error.kind();
    reply.problem = error.what();
  }
  co_return next;
}

}  // namespace

aio::Coroutine<RobotsReply> fetch_robots(fetch::Client& client, const Options& options, std::string origin) {
  RobotsReply reply;
  auto url = fetch::Url::parse(origin + "/robots.txt");
  const auto started = std::chrono::steady_clock::now();
  for (int hops = 0; url && hops <= kHops; ++hops) {
    auto next = co_await hop(client, options, *url, reply);
    url = std::move(next);
  }
  reply.outcome.elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  reply.answer = robots_answer(reply.outcome.status);
  if (reply.answer != RobotsAnswer::parse) reply.body.clear();
  if (reply.answer == RobotsAnswer::refuse_all && reply.problem.empty()) {
    reply.problem = fmt::format("status {}", reply.outcome.status);
  }
  co_return reply;
}

}  // namespace trawl::crawl
