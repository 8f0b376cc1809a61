#include "scraper/crawl/single_fetch.hpp"

#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"
#include "fetch/text/time.hpp"
#include "scraper/crawl/client_options.hpp"
#include "scraper/crawl/rules/redirect.hpp"
#include "scraper/crawl/rules/retry.hpp"
#include "scraper/crawl/rules/retry_after.hpp"

namespace trawl::cli {
namespace {

/// An end that no server and no connection brought about.
class Refusal : public std::runtime_error {
 public:
  Refusal(std::string refusal_name, const std::string& why)
      : std::runtime_error(why), name(std::move(refusal_name)) {}
  std::string name;  ///< for `Fetched::error`
};

std::string path_and_query(const fetch::Url& url) {
  return std::string(url.path()) + (url.has_query() ? '?' + std::string(url.query()) : "");
}

}  // namespace

crawl::Robots robots_of(const crawl::RobotsReply& reply) {
  switch (reply.answer) {
    case crawl::RobotsAnswer::parse:
      return crawl::Robots::parse(reply.body);
    case crawl::RobotsAnswer::allow_all:
      return crawl::Robots::allow_all();
    case crawl::RobotsAnswer::refuse_all:
      break;
  }
  return crawl::Robots::refuse_all("it could not be fetched: " + reply.problem);
}

Fetcher::Fetcher(aio::EventLoop& loop, const crawl::Options& options, const std::vector<fetch::Url>& urls)
    : options_(options),
      client_(loop, crawl::client_options(options, urls)),
      session_(options, urls, {}, client_.cookies(), text::epoch_now()) {}

aio::Coroutine<Fetched> Fetcher::fetch(fetch::Url url) {
  Fetched fetched(url.without_credentials());
  try {
    auto following = follow(std::move(url), fetched);
    co_await std::move(following);
  } catch (const fetch::Error& error) {
    fetched.error = fetch::name_of(error.kind());
    fetched.error_detail = error.phase().empty() ? error.what() : error.phase() + ": " + error.what();
  } catch (const Refusal& refusal) {
    fetched.error = refusal.name;
    fetched.error_detail = refusal.what();
  }
  co_return fetched;
}

/// Redirects are followed here and nowhere else, each hop through robots.txt, guard and session like the first.
aio::Coroutine<void> Fetcher::follow(fetch::Url url, Fetched& fetched) {
  std::optional<fetch::Url> next(std::move(url));
  while (next) {
    if (options_.obey_robots) co_await ask_robots(*next);
    auto response = co_await ask(*next);
    response.url = response.url.without_credentials();  // or what stands on the page would inherit them
    next.reset();
    if (options_.redirects > 0) next = crawl::redirect_target(response);
    fetched.chain.push_back(std::move(response));
    if (!next) continue;
    if (fetched.chain.size() > static_cast<std::size_t>(options_.redirects))
      throw Refusal("too_many_redirects", fmt::format("more than {} redirects in a row, the last to {}",
                                                      options_.redirects, next->href()));
    next = next->without_credentials();
    fetched.chain.back().body.clear();
  }
}

/// One hop, with its tries.
aio::Coroutine<fetch::Response> Fetcher::ask(fetch::Url url) {
  const storage::Lease nothing_known;
  for (int attempts = 1;; ++attempts) {
    crawl::Outcome outcome;
    std::optional<fetch::Response> response;
    std::optional<fetch::Error> failure;
    try {
      auto request = session_.request_for(url, nothing_known);
      response = co_await client_.fetch(std::move(request));
      outcome.status = response->status;
      if (const auto wait = response->header("retry-after"))
        outcome.retry_after = crawl::retry_after(*wait, text::epoch_now());
    } catch (const fetch::Error& error) {
      failure = error;
      outcome.error = error.kind();
    }
    if (const auto pause = crawl::retry_pause(options_, outcome, attempts)) {
      co_await aio::sleep(*pause);
      continue;
    }
    if (failure) throw *failure;
    co_return std::move(*response);
  }
}

/// Throws Refusal.
aio::Coroutine<void> Fetcher::ask_robots(fetch::Url url) {
  const std::string origin = url.origin();
  const auto held = co_await robots_lock_.acquire();
  auto known = robots_.find(origin);
  if (known == robots_.end()) {
    const auto reply = co_await crawl::fetch_robots(client_, options_, origin);
    known = robots_.emplace(origin, robots_of(reply)).first;
  }
  const auto verdict = known->second.check(crawl::product_token(options_.user_agent), path_and_query(url));
  if (verdict.allowed) co_return;
  throw Refusal("robots", fmt::format("{}/robots.txt forbids {} ({})", origin, url.path(), verdict.rule));
}

aio::Coroutine<crawl::RobotsReply> Fetcher::robots_txt(std::string origin) {
  return crawl::fetch_robots(client_, options_, std::move(origin));
}

void Fetcher::save_cookies() const {
  session_.save_cookies(text::epoch_now());
}

}  // namespace trawl::cli
