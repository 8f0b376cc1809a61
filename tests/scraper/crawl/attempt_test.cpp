#include "scraper/crawl/attempt.hpp"

#include <doctest/doctest.h>

#include "scraper/crawl/robots_request.hpp"
#include "scraper/crawl/single_fetch.hpp"
#include "tests/support/fetching.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

namespace {

using namespace std::chrono_literals;
using crawl::Attempt;
using crawl::Outcome;
using support::plain;
using support::redirect;
using support::status;
using support::TestReply;

/// A client beside a site, on a clock that skips.
struct Asking {
  Attempt ask(const std::string& target, const fetch::Limits& limits = {}) {
    fetch::Request request(*fetch::Url::parse(target.starts_with('/') ? site.origin() + target : target));
    request.limits = limits;
    return loop.run_until_complete(crawl::attempt(client, std::move(request), wall));
  }

  support::SkippingClock clock;
  aio::EventLoop loop{clock};
  support::TestSite site{clock};
  fetch::Client client{loop, support::open_options()};
  crawl::WallClock wall{loop};
};

std::string text_of(int status, std::string_view error) {
  return error.empty() ? std::to_string(status) : std::string(error);
}
std::string text_of(const Outcome& outcome) {
  return text_of(outcome.status, outcome.error ? fetch::name_of(*outcome.error) : "");
}

/// Each kind of end that a site can cause.
struct Ending {
  std::string name;
  TestReply reply;
};
std::vector<Ending> endings() {
  return {{"200", plain("good")},
          {"404", status(404)},
          {"503", status(503).header("Retry-After", "7")},
          {"304", status(304)},
          {"truncated", plain("the half of this does not come").cut()},
          {"encoding", plain("no gzip").header("Content-Encoding", "gzip")},
          {"reset", plain("").hung_up()}};
}

}  // namespace

TEST_CASE_FIXTURE(Asking,
                  "any answer is a response, whatever its status, and the outcome says what it asks for") {
  site.page("/good", plain("good"));
  site.page("/busy", status(503).header("Retry-After", "7"));
  const Attempt good = ask("/good");
  REQUIRE(good.response);
  CHECK_FALSE(good.error);
  CHECK(good.response->body == "good");
  CHECK(good.outcome.status == 200);
  CHECK_FALSE(good.outcome.error);
  CHECK_FALSE(good.outcome.retry_after);
  CHECK(ask("/none").outcome.status == 404);
  CHECK(ask("/busy").outcome.retry_after == 7);
  CHECK(site.times_asked("/good") == 1);
}

TEST_CASE_FIXTURE(Asking, "each kind of failure is an error, with a response if a head came") {
  for (const Ending& ending : endings()) {
    CAPTURE(ending.name);
    site.page("/", ending.reply);
    const Attempt ended = ask("/");
    CHECK(text_of(ended.outcome) == ending.name);
    CHECK(ended.response.has_value() != ended.error.has_value());
    CHECK((ended.failure() != nullptr) == ended.outcome.error.has_value());
    if (ended.outcome.error) CHECK(ended.failure()->kind() == ended.outcome.error);
    if (ended.outcome.error) CHECK(ended.outcome.status == (ended.response ? 200 : 0));
  }
  fetch::Limits small;
  small.body_bytes = 3;
  site.page("/", plain("four"));
  CHECK(text_of(ask("/", small).outcome) == "too_large");
  CHECK(text_of(ask("http://127.0.0.1:1/").outcome) == "connect");
}

TEST_CASE_FIXTURE(Asking, "what redirects, refuses or fails does so by its head, whatever its body is like") {
  for (const int code : {301, 308, 304, 404, 410, 429, 503}) {
    CAPTURE(code);
    const TestReply head = status(code).header("Location", "/there").header("Retry-After", "7");
    TestReply short_body = head, mislabelled = TestReply(head).header("Content-Encoding", "gzip");
    short_body.body = mislabelled.body = "not all of it";
    for (const TestReply& reply : {TestReply(short_body).cut(), mislabelled}) {
      site.page("/", reply);
      const Attempt ended = ask("/");
      CHECK(ended.outcome.status == code);
      CHECK_FALSE(ended.outcome.error);
      CHECK(ended.failure() == nullptr);
      CHECK(ended.outcome.retry_after == 7);
      CHECK(ended.response->fault.has_value() == (code != 304));
    }
  }
}

TEST_CASE("a fetch that takes its time says how much, also when it fails") {
  const support::RawServer silent([](support::RawServer::Connection& connection) {
    connection.request();
    connection.hang();
  });
  aio::ManualClock clock;
  support::Fetching fetching(support::open_options(), clock);
  const crawl::WallClock wall(fetching.loop);
  auto request = support::request(silent.url());
  request.limits.total = 5s;
  auto asking = fetching.loop.create_task(crawl::attempt(*fetching.client, std::move(request), wall));
  fetching.run_until([&] { return !silent.requests().empty(); });
  clock.advance(6s);
  fetching.run_until([&] { return asking.done(); });
  const Attempt ended = asking.result();
  CHECK(text_of(ended.outcome) == "timeout");
  CHECK(ended.outcome.elapsed == doctest::Approx(6));
}

TEST_CASE("a crawl, a single fetch and a request for robots.txt see the same end") {
  for (const Ending& ending : endings()) {
    CAPTURE(ending.name);
    support::TestCrawl crawl;
    crawl.options.tries = 1;
    crawl.options.obey_robots = false;
    crawl.site.page("/", ending.reply);
    crawl.site.page("/robots.txt", ending.reply);
    crawl.run();
    CHECK(crawl.rows("SELECT coalesce(error, status) FROM pages") == ending.name);

    const auto url = *fetch::Url::parse(crawl.site.origin() + "/");
    crawl::SingleFetch single(crawl.loop, crawl.options, {url});
    const auto fetched = crawl.loop.run_until_complete(single.fetch(url));
    CHECK(text_of(fetched.has_answer() ? fetched.answer().status : 0, fetched.error) == ending.name);
    const auto robots = crawl.loop.run_until_complete(single.robots_txt(url));
    // Of a robots.txt that is cut short, what came is read.
    CHECK(text_of(robots.outcome) == (ending.name == "truncated" ? "200" : ending.name));
    if (ending.name == "503") CHECK(robots.outcome.retry_after == 7);
  }
}
