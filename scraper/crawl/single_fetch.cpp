#include "scraper/crawl/single_fetch.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"
#include "scraper/crawl/attempt.hpp"
#include "scraper/crawl/client_options.hpp"
#include "scraper/crawl/rules/redirect.hpp"
#include "scraper/crawl/rules/retry.hpp"

namespace trawl::crawl {
namespace {

/// An end that comes from our own rules, not from a server or a connection.
class Refusal : public std::runtime_error {
 public:
  Refusal(std::string refusal_name, const std::string& why)
      : std::runtime_error(why), name(std::move(refusal_name)) {}
  std::string name;  ///< for `Fetched::error`
};

}  // namespace

SingleFetch::SingleFetch(aio::EventLoop& loop, const Options& options, const std::vector<fetch::Url>& urls)
    : options_(options),
      clock_(loop),
      client_(loop, client_options(options, urls)),
      session_(options, urls, {}, client_, clock_.now()) {}

aio::Coroutine<Fetched> SingleFetch::fetch(fetch::Url url, std::optional<fetch::Url> typed) {
  Fetched fetched(url.without_credentials());
  if (!typed) typed = url;
  try {
    auto following = follow(std::move(url), *std::move(typed), fetched);
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

/// Only this follows redirects. Each hop passes robots.txt, guard and session like the first.
aio::Coroutine<void> SingleFetch::follow(fetch::Url url, fetch::Url typed, Fetched& fetched) {
  std::optional<fetch::Url> next(std::move(url));
  while (next) {
    if (options_.obey_robots) co_await ask_robots(*next, typed);
    auto response = co_await ask(*next, next->has_port_of(typed));
    response.url = response.url.without_credentials();  // so that the links of the page do not inherit them
    next.reset();
    if (options_.redirects > 0) next = redirect_target(response);
    fetched.chain.push_back(std::move(response));
    if (!next) continue;
    if (fetched.chain.size() > static_cast<std::size_t>(options_.redirects))
      throw Refusal("too_many_redirects", fmt::format("more than {} redirects in a row, the last to {}",
                                                      options_.redirects, next->href()));
    next = next->without_credentials();
    fetched.chain.back().body.clear();
  }
}

/// One hop, with all its tries.
aio::Coroutine<fetch::Response> SingleFetch::ask(fetch::Url url, bool heeds_typed_hosts) {
  const storage::Lease nothing_known;
  for (int attempts = 0;;) {
    auto request = session_.request_for(url, nothing_known);
    request.heeds_typed_hosts = heeds_typed_hosts;
    request.cut_body = false;  // who asks for one page wants the whole of it, or hears that it is larger
    auto ended = co_await attempt(client_, std::move(request), clock_);
    attempts += ended.tries();
    const auto pause = retry_pause(options_, ended.outcome, attempts);
    if (pause && std::chrono::duration<double>(*pause).count() <= options_.longest_wait()) {
      co_await aio::sleep(*pause);
      continue;
    }
    if (const auto* const failure = ended.failure()) throw *failure;
    co_return std::move(*ended.response);
  }
}

/// Throws Refusal, and fetch::Error if the address guard refuses the host.
aio::Coroutine<void> SingleFetch::ask_robots(fetch::Url url, fetch::Url typed) {
  const std::string origin = url.origin();
  const auto held = co_await robots_lock_.acquire();
  auto known = robots_.find(origin);
  if (known == robots_.end()) {
    const auto reply = co_await fetch_robots(client_, options_, clock_, origin, std::move(typed));
    // Not kept: another fetch may have the permission.
    if (reply.outcome.error == fetch::ErrorKind::address_forbidden)
      throw fetch::Error(fetch::ErrorKind::address_forbidden, reply.problem);
    known = robots_.emplace(origin, robots_of(reply)).first;
  }
  const auto verdict =
      known->second.check(product_token(options_.network.user_agent), path_and_query(url.href()));
  if (verdict.allowed) co_return;
  throw Refusal("robots", fmt::format("{}/robots.txt forbids {} ({})", origin, url.path(), verdict.rule));
}

aio::Coroutine<RobotsReply> SingleFetch::robots_txt(fetch::Url typed) {
  std::string origin = typed.origin();
  return fetch_robots(client_, options_, clock_, std::move(origin), std::move(typed));
}

void SingleFetch::save_cookies() const {
  session_.save_cookies(clock_.now());
}

}  // namespace trawl::crawl
