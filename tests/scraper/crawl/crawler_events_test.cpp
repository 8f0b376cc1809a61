// What a crawl tells of itself in `events`.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;
using support::html, support::links, support::plain, support::status, support::TestCrawl;

namespace {

std::string events(const TestCrawl& crawl, const std::string& kind) {
  return crawl.rows("SELECT message FROM events WHERE kind = '" + kind + "' ORDER BY id");
}

}  // namespace

TEST_CASE("a robots.txt that says something else than in the crawl before is an event of its host") {
  TestCrawl crawl;
  crawl.site.page("/", html("hello"));
  crawl.site.robots("User-agent: *\nDisallow: /a\n");
  crawl.run();
  crawl.run();
  CHECK(events(crawl, "robots changed") == "");
  crawl.site.robots("User-agent: *\nDisallow: /b\n");
  crawl.run();
  CHECK(events(crawl, "robots changed") ==
        "/robots.txt says something else than before: it has 27 bytes now");
  CHECK(crawl.count("SELECT count(*) FROM events WHERE kind = 'robots changed' AND host_id = 1") == 1);
  crawl.site.page("/robots.txt", status(404));
  crawl.run();
  CHECK(crawl.count(
            "SELECT count(*) FROM events WHERE message LIKE '%was ''ok'' before, and is ''none'' now'") == 1);
  crawl.check_file();
}

TEST_CASE("traps, pauses, limits and refused addresses are events with their URL or host") {
  TestCrawl crawl;
  crawl.options.host_page_limit = 3;
  crawl.site.page("/", links({"/x/x/x/x/", "/busy", "/b", "/c"}));
  crawl.site.pages("/busy", {status(429), html("now")});
  crawl.site.page("/b", html("b"));
  crawl.run();
  CHECK(events(crawl, "trap") ==
        "not followed, as it looks like one of endlessly many (segment repeated): /x/x/x/x/");
  CHECK(crawl.count("SELECT count(*) FROM events WHERE kind = 'trap' AND url_id > 0 AND host_id = 1") == 1);
  CHECK(events(crawl, "pause") == " is left alone for 5 s (backoff), after status 429");
  CHECK(events(crawl, "limit") == " has reached the limit of 3 pages a host");
}

TEST_CASE("a limit that ends the crawl, and what people did to it, are events") {
  TestCrawl crawl;
  crawl.options.page_limit = 1;
  crawl.site.page("/", links({"/a"}));
  crawl.run([](crawl::Crawler& crawler) {
    crawler.pause();
    crawler.go_on();
  });
  CHECK(events(crawl, "limit") == "the crawl has reached its page limit");
  CHECK(events(crawl, "steering") == "the crawl was paused, the crawl was let go on");
}

TEST_CASE("an address that may not be asked is an event of the URL that led there") {
  TestCrawl crawl;
  crawl.options.obey_robots = false;
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.site.page("/", links({"http://10.255.255.1/"}));
  crawl.run();
  CHECK(
      crawl.count(
          "SELECT count(*) FROM events JOIN urls ON urls.id = url_id WHERE events.kind = 'forbidden address' "
          "AND url = 'http://10.255.255.1/'") == 1);
}
