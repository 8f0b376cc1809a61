// What hosts see of a crawl: when they are asked, how often, and how many requests at a time.
#include <algorithm>

#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

/// A home page with links to /1 … /n.
void add_pages(TestSite& site, int n, const TestReply& page = html("")) {
  std::vector<std::string> targets;
  for (int i = 1; i <= n; ++i) targets.push_back("/" + std::to_string(i));
  site.page("/", links(targets));
  for (const std::string& target : targets) site.page(target, page);
}

void check_all_gaps(const TestSite& site, double seconds) {
  for (const double gap : gaps(site)) CHECK(gap == doctest::Approx(seconds).epsilon(0.001));
}

double seconds_between_first_and_last(const TestSite& site) {
  const auto arrivals = site.arrivals();
  return std::chrono::duration<double>(arrivals.back().at - arrivals.front().at).count();
}

}  // namespace

TEST_CASE("two requests to a host are the delay apart, robots.txt included") {
  TestCrawl crawl;
  crawl.options.delay = 2s;
  add_pages(crawl.site, 5);
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.arrivals().size() == 7);
  check_all_gaps(crawl.site, 2);
}

TEST_CASE("the delay holds however many may be in flight at a host") {
  TestCrawl crawl;
  crawl.options.delay = 2s;
  crawl.options.per_host = 4;
  add_pages(crawl.site, 5);
  crawl.run();
  check_all_gaps(crawl.site, 2);
}

TEST_CASE("a host's Crawl-delay counts where it is longer than the user's delay") {
  TestCrawl crawl;
  crawl.options.delay = 1s;
  crawl.site.robots("User-agent: *\nCrawl-delay: 7");
  add_pages(crawl.site, 3);
  crawl.run();
  check_all_gaps(crawl.site, 7);
  CHECK(crawl.rows("SELECT crawl_delay, current_delay, delay_source FROM hosts") == "7.0 7.0 crawl-delay");
}

TEST_CASE("the user's delay counts where it is longer than the host's Crawl-delay") {
  TestCrawl crawl;
  crawl.options.delay = 3s;
  crawl.site.robots("User-agent: *\nCrawl-delay: 1");
  add_pages(crawl.site, 3);
  crawl.run();
  check_all_gaps(crawl.site, 3);
}

TEST_CASE("one request at a time is the rule") {
  TestCrawl crawl;
  add_pages(crawl.site, 8, html("").after(5ms));
  crawl.run();
  CHECK(crawl.site.arrivals().size() == 10);
  CHECK(crawl.site.most_at_once() == 1);
}

TEST_CASE("as many requests run at a host as the user allows, and no more") {
  TestCrawl crawl;
  crawl.options.per_host = 3;
  add_pages(crawl.site, 12, html("").after(50ms));
  crawl.run();
  CHECK(crawl.site.arrivals().size() == 14);
  CHECK(crawl.site.most_at_once() == 3);
}

TEST_CASE("all hosts together are asked by as many fetchers as the user allows") {
  TestCrawl crawl;
  crawl.options.per_host = 8;
  crawl.options.concurrency = 2;
  add_pages(crawl.site, 8, html("").after(50ms));
  crawl.run();
  CHECK(crawl.site.most_at_once() == 2);
}

TEST_CASE("after 429 and 503 the host is left alone for as long as its Retry-After says") {
  for (const int code : {429, 503}) {
    TestCrawl crawl;
    crawl.options.retry_pause = 1s;
    add_pages(crawl.site, 3);
    crawl.site.pages("/1", {status(code).header("Retry-After", "90"), html("")});
    crawl.run();
    CHECK(crawl.site.asked() == "/robots.txt / /1 /1 /2 /3");
    CHECK(gaps(crawl.site).at(2) == doctest::Approx(90).epsilon(0.001));
    CHECK(crawl.count("SELECT count(*) FROM pages WHERE status = 200") == 4);
  }
}

TEST_CASE("after a 503 without Retry-After the host gets a rest all the same") {
  TestCrawl crawl;
  add_pages(crawl.site, 2);
  crawl.site.pages("/1", {status(503), html("")});
  crawl.run();
  CHECK(gaps(crawl.site).at(2) >= 5);
}

TEST_CASE("a Retry-After of robots.txt is obeyed too") {
  TestCrawl crawl;
  crawl.site.pages("/robots.txt", {status(503).header("Retry-After", "120"), status(404)});
  crawl.site.page("/", html(""));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /robots.txt /");
  CHECK(gaps(crawl.site).at(0) == doctest::Approx(120).epsilon(0.001));
}

TEST_CASE("slow answers stretch the delay, which a quick one brings back only by and by") {
  aio::SteadyClock real;
  TestCrawl crawl(&real);
  crawl.options.delay = 20ms;
  add_pages(crawl.site, 5);
  for (const char* const slow : {"/1", "/2", "/3"}) crawl.site.page(slow, html("").after(200ms));
  crawl.run();
  REQUIRE(crawl.site.asked() == "/robots.txt / /1 /2 /3 /4 /5");
  CHECK(gaps(crawl.site).at(5) >= 0.06);
}

TEST_CASE("two hosts are crawled at the same time, each at its own pace") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  crawl.options.delay = 2s;
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.seeds.push_back(other.origin() + "/");
  other.robots("User-agent: *\nCrawl-delay: 4");
  add_pages(crawl.site, 18);
  add_pages(other, 8);
  crawl.run();
  check_all_gaps(crawl.site, 2);
  check_all_gaps(other, 4);
  const auto first = crawl.site.arrivals().front().at, other_first = other.arrivals().front().at;
  CHECK(std::max(first, other_first) - std::min(first, other_first) < 1s);
  CHECK(seconds_between_first_and_last(crawl.site) == doctest::Approx(38).epsilon(0.001));
  CHECK(seconds_between_first_and_last(other) == doctest::Approx(36).epsilon(0.001));
}

TEST_CASE("the rate bounds the starts over all hosts") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  crawl.options.rate = 2;
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.seeds.push_back(other.origin() + "/");
  add_pages(crawl.site, 4);
  add_pages(other, 4);
  crawl.run();
  auto arrivals = crawl.site.arrivals();
  const auto others = other.arrivals();
  arrivals.insert(arrivals.end(), others.begin(), others.end());
  std::sort(arrivals.begin(), arrivals.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  REQUIRE(arrivals.size() == 12);
  for (std::size_t i = 1; i < arrivals.size(); ++i) CHECK(arrivals[i].at - arrivals[i - 1].at >= 499ms);
}

TEST_CASE("a resumed crawl obeys the host's ledger") {
  TestCrawl crawl;
  add_pages(crawl.site, 4);
  crawl.site.page("/2", status(503).header("Retry-After", "600"));
  crawl.options.tries = 2;
  crawl.options.max_wait = 1h;
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/2", [&crawler] { crawler.stop(); }); });
  const auto before = crawl.site.arrivals().size();
  crawl.run();
  CHECK(crawl.site.arrivals().size() > before);
  CHECK(gaps(crawl.site).at(before - 1) > 590);
}
