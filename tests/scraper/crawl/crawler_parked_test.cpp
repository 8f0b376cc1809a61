// Hosts that ask for a longer wait than the crawl waits: they are parked, and what is left of them stays.
#include <algorithm>

#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;
using namespace trawl::support;

namespace {

constexpr const char* kEnd = "SELECT status, exit_reason FROM crawls";
constexpr const char* kNotes = "SELECT count(*) FROM events WHERE kind = 'parked' AND level = 'warning'";

TestReply unavailable(const std::string& retry_after, int code = 503) {
  return status(code).header("Retry-After", retry_after);
}

/// A home page with links to /1, /2 and /3.
struct Asked : TestCrawl {
  Asked() { site.page("/", links({"/1", "/2", "/3"})); }
  /// The waits of the file are over.
  void let_pass() const {
    storage::Connection connection(file(), storage::Access::write);
    connection.execute("UPDATE hosts SET next_allowed_at = 1; UPDATE urls SET due_at = 1 WHERE due_at > 0");
  }
};

}  // namespace

TEST_CASE("a host that asks for a pause of a day is parked, and the crawl ends with what is left pending") {
  for (const char* const pause : {"86400", "31536000", "3601", "Fri, 31 Dec 2100 23:59:59 GMT"}) {
    for (const int code : {429, 503}) {
      CAPTURE(pause);
      Asked crawl;
      crawl.site.page("/1", unavailable(pause, code));
      CHECK(crawl.run() == Ending::parked);
      CHECK(crawl.site.asked() == "/robots.txt / /1");
      CHECK(crawl.rows("SELECT state, attempts FROM urls") == "done 1, pending 1, pending 0, pending 0");
      CHECK(crawl.rows(kEnd) == "interrupted parked hosts");
      CHECK(crawl.rows("SELECT wait_reason FROM hosts") == "parked: retry-after");
      CHECK(crawl.count(kNotes) == 1);
      CHECK(crawl.count(
                "SELECT count(*) FROM events WHERE message LIKE '%asks for a pause of %h%(--max-wait)'") ==
            1);
      CHECK(crawl.progress.waiting.starts_with("parked: " + crawl.site.origin() + " until 2"));
      CHECK(crawl.progress.waiting.ends_with("(retry-after)"));
      crawl.check_file();
    }
  }
}

TEST_CASE("a parked crawl that is resumed too early asks nothing and ends, later it goes on") {
  Asked crawl;
  crawl.site.pages("/1", {unavailable("86400"), html("at last")});
  CHECK(crawl.run() == Ending::parked);
  CHECK(crawl.run() == Ending::parked);
  CHECK(crawl.site.asked() == "/robots.txt / /1");
  CHECK(crawl.count(kNotes) == 1);
  CHECK(crawl.rows("SELECT wait_reason FROM hosts") == "parked: retry-after");
  crawl.let_pass();
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt / /1 /1 /2 /3");
  CHECK(crawl.rows(kEnd) == "finished nothing left to fetch");
}

TEST_CASE("without a longest wait a crawl waits for as long as a host asks") {
  Asked crawl;
  crawl.options.max_wait = 0ms;
  crawl.site.pages("/1", {unavailable("86400"), html("at last")});
  CHECK(crawl.run() == Ending::finished);
  CHECK(gaps(crawl.site).at(2) == doctest::Approx(86'400).epsilon(0.001));
  CHECK(crawl.count(kNotes) == 0);
}

TEST_CASE("a wait that is no longer than the longest is waited for") {
  Asked crawl;
  crawl.site.pages("/1", {unavailable("300"), html("at last")});
  CHECK(crawl.run() == Ending::finished);
  CHECK(gaps(crawl.site).at(2) == doctest::Approx(300).epsilon(0.001));
}

TEST_CASE("while a host is parked the others are crawled") {
  Asked crawl;
  TestSite other(crawl.clock);
  other.page("/", links({"/a", "/b"}));
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.seeds.push_back(other.origin() + "/");
  crawl.site.page("/", unavailable("86400"));
  CHECK(crawl.run() == Ending::parked);
  CHECK(other.asked() == "/robots.txt / /a /b");
  CHECK(crawl.site.asked() == "/robots.txt /");
}

TEST_CASE("a parked host whose time comes while others are crawled is asked again") {
  Asked crawl;
  TestSite other(crawl.clock);
  other.robots("User-agent: *\nCrawl-delay: 100");
  other.page("/", links({"/a", "/b", "/c", "/d", "/e"}));
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.seeds.push_back(other.origin() + "/");
  crawl.site.pages("/1", {unavailable("400"), html("at last")});
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt / /1 /1 /2 /3");
  CHECK(gaps(crawl.site).at(2) == doctest::Approx(400).epsilon(0.001));
  CHECK(crawl.count(kNotes) == 1);
}

TEST_CASE("a Crawl-delay beyond the longest wait parks a host after each page") {
  for (const char* const delay : {"600", "86400", "31536000"}) {
    Asked crawl;
    crawl.site.robots(std::string("User-agent: *\nCrawl-delay: ") + delay);
    CHECK(crawl.run() == Ending::parked);
    CHECK(crawl.site.asked() == "/robots.txt /");
    CHECK(crawl.rows("SELECT wait_reason FROM hosts") == "parked: crawl-delay");
    CHECK(crawl.rows("SELECT state FROM urls") == "done, pending, pending, pending");
    CHECK(crawl.count(
              "SELECT count(*) FROM events WHERE kind = 'parked' AND message LIKE '%between two pages%'") ==
          1);
    crawl.let_pass();
    CHECK(crawl.run() == Ending::parked);
    CHECK(crawl.site.asked() == "/robots.txt / /1");
  }
}

TEST_CASE("a Crawl-delay beyond the longest wait is not one for a user whose own delay is longer") {
  Asked crawl;
  crawl.options.delay = 1h;
  crawl.site.robots("User-agent: *\nCrawl-delay: 600");
  CHECK(crawl.run() == Ending::finished);
  for (const double gap : gaps(crawl.site)) CHECK(gap == doctest::Approx(3'600).epsilon(0.001));
}

TEST_CASE("a robots.txt that asks for a long pause parks its host") {
  Asked crawl;
  crawl.site.pages("/robots.txt", {unavailable("86400"), status(404)});
  CHECK(crawl.run() == Ending::parked);
  CHECK(crawl.site.asked() == "/robots.txt");
  CHECK(crawl.fate("/") == "pending");
  CHECK(crawl.rows("SELECT wait_reason FROM hosts") == "parked: retry-after");
  crawl.let_pass();
  CHECK(crawl.run() == Ending::finished);
}

TEST_CASE("a page that asks for a long pause with another status parks itself, not its host") {
  Asked crawl;
  crawl.site.page("/1", unavailable("86400", 500));
  CHECK(crawl.run() == Ending::parked);
  CHECK(crawl.site.asked() == "/robots.txt / /1 /2 /3");
  CHECK(crawl.fate("/1") == "pending");
  CHECK(crawl.count(kNotes) == 1);
}

TEST_CASE("pauses that no host has asked for end no crawl") {
  Asked crawl;
  crawl.options.tries = 9;
  crawl.options.max_wait = 20s;
  crawl.options.retry_pause = 1h;
  crawl.site.page("/1", status(503));
  crawl.site.page("/2", status(500));
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.times_asked("/1") == 9);
  CHECK(crawl.site.times_asked("/2") == 9);
  const auto waits = gaps(crawl.site);
  CHECK(*std::max_element(waits.begin(), waits.end()) <= 20.1);
}

TEST_CASE("what a crawl waits for is said while nothing is under way") {
  Asked crawl;
  crawl.site.pages("/1", {unavailable("90"), html("")});
  std::string waiting;
  const auto ask = [&](crawl::Crawler& crawler) {
    crawl.loop.call_later(30s, [&] { waiting = crawler.progress().waiting; });
  };
  CHECK(crawl.run(ask) == Ending::finished);
  CHECK(waiting.starts_with("waits for " + crawl.site.origin() + ": retry-after, 1m more, until 2"));
  CHECK(crawl.progress.waiting == "");
}

TEST_CASE("a page that waits for its next try is named as what the crawl waits for") {
  Asked crawl;
  crawl.options.retry_pause = 60s;
  crawl.site.pages("/3", {status(500), html("")});
  std::string waiting;
  const auto ask = [&](crawl::Crawler& crawler) {
    crawl.loop.call_later(30s, [&] { waiting = crawler.progress().waiting; });
  };
  CHECK(crawl.run(ask) == Ending::finished);
  CHECK(waiting.starts_with("waits for " + crawl.site.origin() + ": retry, 30s more, until 2"));
}
