#include "scraper/crawl/visit/received_page.hpp"

#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl::support;

TEST_CASE("X-Robots-Tag is recorded with what the page says itself") {
  TestCrawl crawl;
  crawl.site.page("/", html("<a href=/a>a</a>", "<meta name=robots content=noarchive>")
                           .header("X-Robots-Tag", "NoIndex")
                           .header("X-Robots-Tag", "otherbot: nofollow"));
  crawl.site.page("/a", plain("a").header("X-Robots-Tag", "noindex"));
  crawl.run();
  CHECK(crawl.rows("SELECT url, robots FROM pages ORDER BY id") == "/ noarchive, noindex, /a noindex");
}

TEST_CASE("a nofollow in the header is obeyed like one in the page, for everybody or for us") {
  for (const auto* tag :
       {"nofollow", "none", "trawl: nofollow", "otherbot: index, TRAWL: noindex, nofollow"}) {
    CAPTURE(tag);
    TestCrawl crawl;
    crawl.site.page("/", links({"/a"}).header("X-Robots-Tag", tag));
    crawl.run();
    CHECK(crawl.fate("/a") == "skipped: nofollow");
  }
}

TEST_CASE("a meta element speaks to all crawlers or to the one that it names") {
  struct Case {
    std::string meta;
    bool is_obeyed;
  };
  for (const Case& given : {Case{"name=robots content=nofollow", true},
                            {"name='ROBOTS ' content='NoIndex, NoFollow'", true},
                            {"name=trawl content=nofollow", true},
                            {"name=' Trawl' content='index,none'", true},
                            {"name='googlebot, TRAWL' content=nofollow", true},
                            {"name=googlebot content=nofollow", false},
                            {"name=trawler content=nofollow", false},
                            {"name=trawl content=noindex", false},
                            {"property=trawl content=nofollow", false},
                            {"name=trawl content=follow><meta name=robots content=nofollow", true}}) {
    CAPTURE(given.meta);
    TestCrawl crawl;
    crawl.site.page("/", html("<a href=/a>a</a>", "<meta " + given.meta + ">"));
    crawl.run();
    CHECK(crawl.fate("/a") == (given.is_obeyed ? "skipped: nofollow" : "done"));
  }
}

TEST_CASE("the crawler that a meta element names is that of the user agent") {
  TestCrawl crawl;
  crawl.options.network.user_agent = "MyBot/2.0 (+https://e.org/)";
  crawl.site.page(
      "/", html("<a href=/a>a</a>", "<meta name=trawl content=nofollow><meta name=mybot content=noarchive>"));
  crawl.site.page("/a", html("<a href=/b>b</a>", "<meta name=MyBot content=nofollow>"));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
  CHECK(crawl.fate("/b") == "skipped: nofollow");
  CHECK(crawl.rows("SELECT robots FROM pages ORDER BY id") == "noarchive, nofollow");
}

TEST_CASE("a Refresh header leads on like a redirect, from a page of any type") {
  for (const auto& reply : {html(""), plain("text")}) {
    TestCrawl crawl;
    crawl.options.depth = 0;
    TestReply refreshed = reply;
    crawl.site.page("/", refreshed.header("Refresh", "0; url=/next"));
    crawl.site.page("/next", html(""));
    crawl.run();
    CHECK(crawl.pages() == "/, /next");
    CHECK(crawl.rows("SELECT kind FROM links") == "refresh");
    CHECK(crawl.rows("SELECT via_kind, redirects FROM urls WHERE url LIKE '%/next'") == "redirect 1");
  }
}

TEST_CASE("XML whose root is the html element of XHTML is a page, whatever XML it is said to be") {
  for (const auto* type : {"application/xhtml+xml", "text/xml", "application/xml; charset=utf-8", ""}) {
    CAPTURE(type);
    TestCrawl crawl;
    TestReply page(200,
                   "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml' xml:lang='de'>"
                   "<title/><script/><a href='/a'>a</a></html>");
    crawl.site.page("/", page.header("Content-Type", type));
    crawl.site.page("/a", html(""));
    crawl.run();
    CHECK(crawl.pages() == "/, /a");
    CHECK(crawl.rows("SELECT content_type, lang FROM pages WHERE url LIKE '%/'") ==
          "application/xhtml+xml de");
  }
}

TEST_CASE("the page's own refresh wins over the header's") {
  TestCrawl crawl;
  crawl.site.page("/",
                  html("", "<meta http-equiv=refresh content='0; url=/a'>").header("Refresh", "0; url=/b"));
  crawl.site.page("/a", html(""));
  crawl.run();
  CHECK(crawl.pages() == "/, /a");
}

TEST_CASE("the canonical URL and other links may stand in Link headers, of a page of any type") {
  TestCrawl crawl;
  TestReply paper(200, "%PDF-1.4");
  crawl.site.page("/",
                  html("<a href=/paper>p</a>").header("Link", "</next>; rel=next, </style>; rel=preload"));
  crawl.site.page("/paper",
                  paper.header("Content-Type", "application/pdf").header("Link", "</real>; rel=canonical"));
  crawl.run();
  CHECK(crawl.rows("SELECT url, canonical FROM pages WHERE url LIKE '%/paper'") == "/paper /real");
  CHECK(crawl.rows("SELECT kind, rel FROM links WHERE rel <> '' ORDER BY page_id, position") ==
        "link next, link preload, link canonical");
  CHECK(crawl.fate("/style") == "skipped: not a page");
  CHECK(crawl.site.times_asked("/next") == 1);
  CHECK(crawl.site.times_asked("/real") == 1);
}

TEST_CASE("the page's own canonical URL wins over the header's") {
  TestCrawl crawl;
  crawl.site.page("/", html("", "<link rel=canonical href=/own>").header("Link", "</other>; rel=canonical"));
  crawl.run();
  CHECK(crawl.rows("SELECT canonical FROM pages WHERE url LIKE '%/'") == "/own");
}

TEST_CASE("a server that forbids sniffing is believed") {
  TestCrawl crawl;
  TestReply feed(200, "<rss version='2.0'><a href='/x'></a></rss>");
  crawl.site.page("/", feed.header("Content-Type", "text/html").header("X-Content-Type-Options", "NoSniff"));
  crawl.run();
  CHECK(crawl.rows("SELECT content_type FROM pages WHERE url LIKE '%/'") == "text/html");
}

TEST_CASE("a page without a type is what its bytes are, and a feed that calls itself HTML is none") {
  TestCrawl crawl;
  TestReply untyped(200, "<!doctype html><title>t</title><a href=/feed>f</a>");
  TestReply feed(200, "<rss version='2.0'><a href='/x'></a></rss>");
  crawl.site.page("/", untyped);
  crawl.site.page("/feed", feed.header("Content-Type", "text/html"));
  crawl.run();
  CHECK(crawl.rows("SELECT url, content_type, title FROM pages ORDER BY id") ==
        "/ text/html t, /feed application/rss+xml ");
  CHECK(crawl.fate("/x") == "");
}

TEST_CASE("pages have fingerprints by which near duplicates are found") {
  TestCrawl crawl;
  std::string story;
  for (int i = 0; i < 400; ++i) story += "word" + std::to_string(i * i % 997) + ' ';
  crawl.site.page("/", links({"/a", "/b", "/c"}));
  crawl.site.page("/a", html(story + "one"));
  crawl.site.page("/b", html(story + "two"));
  crawl.site.page("/c", html("quite another page about other things"));
  crawl.run();
  CHECK(crawl.rows("SELECT url, near_url FROM near_duplicates") == "/a /b");
}
