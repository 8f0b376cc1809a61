// What a crawl does when an answer is missing or broken.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {
/// The kind of error of the page at "/".
std::string error_of(const TestReply& reply) {
  TestCrawl crawl;
  crawl.options.tries = 1;
  crawl.site.page("/", reply);
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.fate("/") == "failed");
  CHECK(crawl.rows("SELECT error_detail FROM pages") != "");
  crawl.check_file();
  return crawl.rows("SELECT error FROM pages");
}
}  // namespace

TEST_CASE("a page that fails twice and then succeeds has one row, with the success") {
  TestCrawl crawl;
  crawl.options.retry_pause = 60s;
  crawl.site.pages("/", {status(503), status(500), html("at last")});
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT url, status, error FROM pages") == "/ 200 ");
  CHECK(crawl.rows("SELECT state, attempts FROM urls") == "done 3");
  CHECK(crawl.progress.retries == 2);
  CHECK(gaps(crawl.site).at(1) == doctest::Approx(60).epsilon(0.01));
  CHECK(gaps(crawl.site).at(2) >= 119.9);
  crawl.check_file();
}

TEST_CASE("a page that always fails has one row, with its last answer") {
  TestCrawl crawl;
  crawl.options.tries = 4;
  crawl.site.page("/", status(502));
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.times_asked("/") == 4);
  CHECK(crawl.rows("SELECT status, error FROM pages") == "502 ");
  CHECK(crawl.rows("SELECT state, attempts FROM urls") == "failed 4");
  CHECK(crawl.rows("SELECT pages, errors FROM hosts") == "1 1");
}

TEST_CASE("a page that is asked again at once, because a kept connection was dead, took two tries") {
  TestCrawl crawl;
  crawl.options.tries = 3;
  crawl.options.delay = 1s;  // so that connections are kept
  crawl.site.page("/", links({"/a", "/b"}));
  crawl.site.pages("/a", {plain("").hung_up(), html("at last")});
  crawl.site.pages("/b", {plain("").hung_up(), status(503), html("too late")});
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT url, state, attempts FROM urls WHERE depth = 1 ORDER BY id") ==
        "/a done 2, /b done 3");
  CHECK(crawl.progress.retries == 3);
  CHECK(crawl.site.times_asked("/b") == 3);
  CHECK(crawl.count(
            "SELECT count(*) FROM events WHERE kind = 'retry' AND message LIKE 'a kept connection%'") == 2);
}

TEST_CASE("while one page waits for its next try the others are fetched") {
  TestCrawl crawl;
  crawl.options.retry_pause = 1h;
  crawl.options.retry_pause_most = 2h;
  crawl.site.page("/", links({"/bad", "/a", "/b"}));
  crawl.site.pages("/bad", {status(500), html("")});
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /bad /a /b /bad");
  CHECK(gaps(crawl.site).at(3) < 1);
}

TEST_CASE("what is found while a page of the host waits for its next try is fetched meanwhile") {
  TestCrawl crawl;
  crawl.options.retry_pause = crawl.options.retry_pause_most = 1h;
  crawl.site.page("/", links({"/bad", "/a"}));
  crawl.site.pages("/bad", {status(500), html("")});
  crawl.site.page("/a", links({"/b"}).after(50ms));  // the failure is committed meanwhile
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /bad /a /b /bad");
  CHECK(gaps(crawl.site).at(3) < 1);
}

TEST_CASE("a 404 is an answer and is not asked for again") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/gone"}));
  TestReply gone = html("<a href=/from-the-error-page>");
  gone.status = 404;
  crawl.site.page("/gone", gone);
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /gone");
  CHECK(crawl.fate("/gone") == "done");
  CHECK(crawl.rows("SELECT status, title FROM pages WHERE url LIKE '%gone'") == "404 A page");
}

TEST_CASE("the page's row says what went wrong") {
  CHECK(error_of(TestReply().hung_up()) == "reset");
  CHECK(error_of(html("cut in the middle").cut()) == "truncated");
  CHECK(error_of(plain("no gzip").header("Content-Encoding", "gzip")) == "encoding");
}

TEST_CASE("a host that refuses connections is a connection error") {
  TestCrawl crawl;
  crawl.options.obey_robots = false;
  {
    const TestSite gone(crawl.clock);
    crawl.seeds = {gone.origin() + "/"};
  }
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT status, error FROM pages") == "0 connect");
  CHECK(crawl.rows("SELECT attempts FROM urls") == "3");
}

TEST_CASE("an address that only a page named is refused when it is private") {
  TestCrawl crawl;
  crawl.options.obey_robots = false;
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.site.page("/", links({"http://127.0.0.2/", "http://[::1]/", "http://169.254.169.254/"}));
  crawl.run();
  CHECK(crawl.count("SELECT count(*) FROM pages WHERE error = 'address_forbidden'") == 3);
}

TEST_CASE("a page that takes too long is a timeout, and says which one") {
  aio::SteadyClock real;
  TestCrawl crawl(&real);
  crawl.options.tries = 1;
  crawl.options.limits.total = 200ms;
  crawl.site.page("/", html("").held());
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT error FROM pages") == "timeout");
  CHECK(crawl.rows("SELECT error_detail FROM pages").starts_with("total: "));
}

TEST_CASE("a retry that waits when the crawl stops is made after the crawl is resumed, and counts") {
  TestCrawl crawl;
  crawl.options.tries = 2;
  crawl.site.page("/", links({"/bad", "/stop", "/rest"}));
  crawl.site.page("/bad", status(500));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/stop", [&crawler] { crawler.stop(); }); });
  CHECK(crawl.rows("SELECT state, attempts FROM urls WHERE url LIKE '%bad'") == "pending 1");
  crawl.run();
  CHECK(crawl.site.times_asked("/bad") == 2);
  CHECK(crawl.rows("SELECT state, attempts FROM urls WHERE url LIKE '%bad'") == "failed 2");
}
