// How much a crawl fetches before it ends by itself.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {
/// An endless site: each page leads to two more.
void add_tree(TestSite& site, int n, std::size_t size = 0) {
  for (int i = 1; i <= n; ++i) {
    TestReply page = links({"/" + std::to_string(2 * i), "/" + std::to_string(2 * i + 1)});
    page.body.resize(std::max(page.body.size(), size), ' ');
    site.page(i == 1 ? "/" : "/" + std::to_string(i), page);
  }
}
}  // namespace

TEST_CASE("a crawl ends exactly at its page limit") {
  for (const int concurrency : {1, 8}) {
    TestCrawl crawl;
    crawl.options.page_limit = 7;
    crawl.options.per_host = crawl.options.concurrency = concurrency;
    add_tree(crawl.site, 30);
    CHECK(crawl.run() == Ending::page_limit);
    CHECK(crawl.count("SELECT count(*) FROM pages") == 7);
    CHECK(crawl.site.arrivals().size() == 8);
    CHECK(crawl.rows("SELECT status, exit_reason FROM crawls") == "interrupted page limit");
    crawl.check_file();
  }
}

TEST_CASE("a page limit that is just enough is not reached") {
  TestCrawl crawl;
  crawl.options.page_limit = 3;
  crawl.site.page("/", links({"/a", "/b"}));
  CHECK(crawl.run() == Ending::finished);
}

TEST_CASE("retries and redirect hops: only what gets a row counts towards the page limit") {
  TestCrawl crawl;
  crawl.options.page_limit = 3;
  crawl.site.pages("/", {status(500), status(500), links({"/a", "/b", "/c"})});
  CHECK(crawl.run() == Ending::page_limit);
  CHECK(crawl.pages() == "/, /a, /b");
}

TEST_CASE("the page limit counts over all runs of a crawl") {
  TestCrawl crawl;
  crawl.options.page_limit = 7;
  add_tree(crawl.site, 30);
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/4", [&crawler] { crawler.stop(); }); });
  CHECK(crawl.count("SELECT count(*) FROM pages") == 4);
  CHECK(crawl.run() == Ending::page_limit);
  CHECK(crawl.count("SELECT count(*) FROM pages") == 7);
  CHECK(crawl.progress.pages == 7);
  CHECK(crawl.progress.pages_this_run == 3);
}

TEST_CASE("a host is given up at its own page limit, and the others go on") {
  for (const int per_host : {1, 6}) {
    TestCrawl crawl;
    TestSite other(crawl.clock);
    crawl.options.scope = crawl::ScopePreset::any;
    crawl.options.host_page_limit = 3;
    crawl.options.per_host = per_host;
    crawl.seeds.push_back(other.origin() + "/");
    other.page("/", links({"/a", "/b"}));
    add_tree(crawl.site, 30);
    CHECK(crawl.run() == Ending::finished);
    CHECK(crawl.rows("SELECT pages FROM hosts ORDER BY id") == "3, 3");
    CHECK(other.asked() == "/robots.txt / /a /b");
    CHECK(crawl.count("SELECT count(*) FROM urls WHERE state NOT IN ('done', 'skipped')") == 0);
    CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'host page limit'") ==
          crawl.progress.skipped.at("host page limit"));
    crawl.check_file();
  }
}

TEST_CASE("what is in flight counts: with many fetches at a time neither limit is passed by one page") {
  for (const bool is_of_host : {false, true}) {
    CAPTURE(is_of_host);
    TestCrawl crawl;
    (is_of_host ? crawl.options.host_page_limit : crawl.options.page_limit) = 12;
    crawl.options.per_host = crawl.options.concurrency = 8;
    std::vector<std::string> targets;
    for (int i = 0; i < 60; ++i) targets.push_back("/" + std::to_string(i));
    crawl.site.page("/", links(targets));
    for (const std::string& target : targets) crawl.site.page(target, html("").after(10ms));
    crawl.run();
    CHECK(crawl.count("SELECT count(*) FROM pages") == 12);
    CHECK(crawl.site.arrivals().size() == 13);
    CHECK(crawl.site.most_at_once() > 2);
    crawl.check_file();
  }
}

TEST_CASE("a failed try does not count towards the host's page limit") {
  TestCrawl crawl;
  crawl.options.host_page_limit = 1;
  crawl.options.per_host = 2;
  crawl.seeds = {"/a", "/b"};
  crawl.site.page("/a", status(500).after(20ms));
  crawl.site.page("/b", html("").after(20ms));
  crawl.run();
  CHECK(crawl.rows("SELECT url, status FROM pages") == "/b 200");
}

TEST_CASE("a host that is given up ends at once, although one of its pages waits for its next try") {
  TestCrawl crawl;
  crawl.options.retry_pause = crawl.options.retry_pause_most = 1h;
  crawl.options.host_page_limit = 1;
  crawl.seeds = {"/bad", "/a", "/b"};
  crawl.site.page("/bad", status(500));
  const auto begun = crawl.clock.now();
  crawl.run();
  CHECK(crawl.clock.now() - begun < 1min);
  CHECK(crawl.fate("/bad") == "skipped: host page limit");
  CHECK(crawl.progress.skipped.at("host page limit") == 2);
}

TEST_CASE("a crawl ends once it has stored as much as the user allows") {
  TestCrawl crawl;
  crawl.options.size_limit = 4'500;
  add_tree(crawl.site, 100, 1'000);
  CHECK(crawl.run() == Ending::size_limit);
  CHECK(crawl.count("SELECT count(*) FROM pages") == 5);
  CHECK(crawl.rows("SELECT status, exit_reason FROM crawls") == "interrupted size limit");
  crawl.check_file();
}

TEST_CASE("what is tried again does not count towards the size limit; pages of earlier runs do") {
  TestCrawl crawl;
  crawl.options.size_limit = 2'100;
  TestReply busy = status(503);
  busy.body = std::string(2'000, 'x');
  crawl.site.pages("/", {busy, busy, links({"/a", "/b", "/c"})});
  for (const char* target : {"/a", "/b", "/c"}) crawl.site.page(target, html(std::string(1'000, 'x')));
  CHECK(crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/a", [&crawler] { crawler.stop(); }); }) ==
        Ending::interrupted);
  CHECK(crawl.pages() == "/, /a");
  CHECK(crawl.run() == Ending::size_limit);
  CHECK(crawl.pages() == "/, /a, /b");
}

TEST_CASE("a crawl ends when its time is over, and can be resumed") {
  TestCrawl crawl;
  crawl.options.delay = 10s;
  crawl.options.time_limit = 65s;
  add_tree(crawl.site, 30);
  CHECK(crawl.run() == Ending::time_limit);
  CHECK(crawl.site.arrivals().size() == 7);
  CHECK(crawl.rows("SELECT status, exit_reason FROM crawls") == "interrupted time limit");
  crawl.check_file();
  crawl.options.time_limit = 0s;
  CHECK(crawl.run() == Ending::finished);
}
