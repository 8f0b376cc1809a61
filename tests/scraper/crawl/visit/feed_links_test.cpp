#include "scraper/crawl/visit/feed_links.hpp"

#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl::support;

namespace {

TestReply feed(const std::string& text) {
  return TestReply(200, text).header("Content-Type", "application/xml");
}

}  // namespace

TEST_CASE("a feed leads to its site and its other parts, and its enclosures are recorded") {
  TestCrawl crawl;
  crawl.seeds = {"/feed"};
  crawl.site.page(
      "/feed", feed("<feed><link href='/site'/><link rel='self' href='/self'/><link rel='hub' href='/hub'/>"
                    "<link rel='next' href='/feed?page=2'/><entry><title>One</title><link href='/1'/>"
                    "<link rel='enclosure' href='/1.mp3'/><link rel='edit' href='/edit'/></entry></feed>"));
  crawl.site.page("/feed?page=2", feed("<feed><entry><link href='/2'/></entry></feed>"));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /feed /site /feed?page=2 /1 /2");
  CHECK(crawl.rows(
            "SELECT links.kind, rel, text, u.url FROM links JOIN urls u ON u.id = url_id WHERE page_id = 1 "
            "ORDER BY position") ==
        "feed alternate  /site, feed next  /feed?page=2, feed  One /1, feed enclosure  /1.mp3");
  CHECK(crawl.fate("/1.mp3") == "skipped: not a page");
  CHECK(crawl.fate("/edit") == "");
}

TEST_CASE("the link of an RSS channel is its site") {
  TestCrawl crawl;
  crawl.seeds = {"/feed"};
  crawl.site.page("/feed",
                  feed("<rss><channel><link>/site</link><image><link>/no</link></image><item><link>/1</link>"
                       "<enclosure url='/1.ogg'/></item></channel></rss>"));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /feed /site /1");
  CHECK(crawl.fate("/1.ogg") == "skipped: not a page");
}
