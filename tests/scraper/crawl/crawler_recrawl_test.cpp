// A crawl that fetches again what an earlier one fetched.
#include <doctest/doctest.h>

#include "storage/body_reader.hpp"
#include "tests/support/compression.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;
using namespace trawl::support;

namespace {

/// Whether the last request for `target` had that line.
bool asked_with(const TestSite& site, std::string_view target, const std::string& line) {
  bool is_there = false;
  for (const Arrival& arrival : site.arrivals()) {
    if (arrival.target == target)
      is_there = (arrival.head + "\r\n").find("\r\n" + line + "\r\n") != std::string::npos;
  }
  return is_there;
}

TestReply titled(const std::string& title) {
  return TestReply(200, "<title>" + title + "</title>");
}

TestReply unchanged() {
  return status(304).header("ETag", "\"1\"");
}

}  // namespace

TEST_CASE("every page is fetched again, by a crawl of its own, and the old pages stay") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a", "/b"}));
  crawl.site.pages("/a", {titled("old"), titled("new")});
  crawl.site.pages("/b", {status(404), html("")});
  crawl.run();
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT crawl_id, url, status, title FROM pages WHERE url NOT LIKE '%/' ORDER BY id") ==
        "1 /a 200 old, 1 /b 404 , 2 /a 200 new, 2 /b 200 A page");
  CHECK(crawl.rows("SELECT status FROM crawls") == "finished, finished");
  CHECK(crawl.progress.pages == 3);
  crawl.check_file();
}

TEST_CASE("an unchanged page costs no body, and is as it was") {
  TestCrawl crawl;
  crawl.site.pages(
      "/", {links({"/a"}).header("ETag", "\"1\"").header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
            unchanged()});
  crawl.site.page("/a", html("", "<title>a</title>"));
  crawl.run();
  crawl.run();
  CHECK(asked_with(crawl.site, "/", "If-None-Match: \"1\""));
  CHECK(asked_with(crawl.site, "/", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"));
  CHECK(crawl.rows(
            "SELECT status, status_class, body_id, size > 0, links_internal, last_modified FROM pages_latest "
            "WHERE url LIKE '%/'") == "304 2 1 1 1 Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(crawl.rows("SELECT DISTINCT from_page_id FROM inlinks WHERE url LIKE '%/a'") == "3");
  CHECK(crawl.progress.status_classes[2] == 2);
  crawl.check_file();
}

TEST_CASE(
    "what came compressed is stored as it came, and the links of an unchanged page are read from that") {
  TestCrawl crawl;
  const std::string text = "<a href=/a>" + std::string(2'000, 'x');
  crawl.site.pages("/", {TestReply(200, gzip(text))
                             .header("Content-Type", "text/html")
                             .header("Content-Encoding", "gzip")
                             .header("ETag", "\"1\""),
                         unchanged()});
  for (const char* page : {"/a", "/b"})
    crawl.site.page(page, html(std::string("<a href=/b>") + page, std::string(2'000, 'x')));
  crawl.run();
  CHECK(
      crawl.rows("SELECT encoding, bodies.size FROM bodies JOIN pages ON body_id = bodies.id WHERE url LIKE "
                 "'%/'") == "gzip 2011");
  CHECK(crawl.rows("SELECT count(*) FROM bodies WHERE dictionary_id IS NOT NULL") == "1");
  crawl.run();
  CHECK(crawl.rows("SELECT crawl_id, url, status FROM pages WHERE crawl_id = 2") ==
        "2 / 304, 2 /a 200, 2 /b 200");
  CHECK(crawl.rows("SELECT count(*) FROM bodies") == "3");
  storage::Connection connection(crawl.file(), storage::Access::read);
  CHECK(storage::BodyReader(connection).body_of_page(1) == text);
}

TEST_CASE("an unchanged page is asked for conditionally again") {
  TestCrawl crawl;
  crawl.site.pages("/", {html("").header("ETag", "\"1\""), unchanged(), unchanged()});
  crawl.run();
  crawl.run();
  crawl.run();
  CHECK(crawl.rows("SELECT status, body_id FROM pages") == "200 1, 304 1, 304 1");
}

TEST_CASE("a page whose body was not kept is fetched as a whole by a crawl that keeps bodies") {
  TestCrawl crawl;
  crawl.site.page("/", html("x").header("ETag", "\"1\""));
  crawl.options.store_bodies = false;
  crawl.run();
  crawl.options.store_bodies = true;
  crawl.run();
  CHECK_FALSE(asked_with(crawl.site, "/", "If-None-Match: \"1\""));
}

TEST_CASE("a crawl that keeps no bodies asks for whole pages: there is nothing to read their links from") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a"}).header("ETag", "\"1\""));
  crawl.options.store_bodies = false;
  crawl.run();
  crawl.run();
  CHECK_FALSE(asked_with(crawl.site, "/", "If-None-Match: \"1\""));
  CHECK(crawl.rows("SELECT crawl_id, url FROM pages") == "1 /, 1 /a, 2 /, 2 /a");
}

TEST_CASE("the links of an unchanged page are judged by the rules of today") {
  TestCrawl crawl;
  crawl.site.pages("/", {links({"/a", "/b"}).header("ETag", "\"1\""), unchanged()});
  crawl.options.exclude = {"/a"};
  crawl.run();
  crawl.options.exclude = {"/b"};
  crawl.run();
  CHECK(crawl.rows("SELECT crawl_id, url, status FROM pages") == "1 / 200, 1 /b 404, 2 / 304, 2 /a 404");
  CHECK(
      crawl.rows("SELECT page_id, url FROM links JOIN urls ON urls.id = url_id ORDER BY page_id, position") ==
      "1 /a, 1 /b, 3 /a, 3 /b");
}

TEST_CASE("what a new crawl does not reach is not asked for") {
  TestCrawl crawl;
  crawl.site.pages("/", {links({"/a", "/b"}), links({"/b"})});
  crawl.run();
  crawl.run();
  CHECK(crawl.rows("SELECT crawl_id, url FROM pages") == "1 /, 1 /a, 1 /b, 2 /, 2 /b");
  CHECK(crawl.rows("SELECT state FROM urls") == "done, done, done");
}

TEST_CASE("with only_new what an earlier crawl has is not asked for, but its links are followed") {
  TestCrawl crawl;
  crawl.options.depth = 1;
  crawl.site.page("/", links({"/a", "/moved"}));
  crawl.site.page("/a", links({"/deep"}));
  crawl.site.page("/moved", redirect("/there"));
  crawl.site.page("/there", html(""));
  crawl.site.page("/deep", html(""));
  crawl.run();
  crawl.options.depth.reset();
  crawl.options.only_new = true;
  crawl.run();
  CHECK(crawl.rows("SELECT url FROM pages WHERE crawl_id = 2") == "/deep");
  CHECK(crawl.rows("SELECT state FROM urls") == "done, done, done, done, done");
  CHECK(crawl.site.times_asked("/") == 1);
  CHECK(crawl.progress.pages == 1);
  crawl.check_file();
}

TEST_CASE("with older_than only what was fetched before is asked for") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a"}));
  crawl.run();
  crawl.options.older_than = 1h;
  crawl.run();
  CHECK(crawl.site.times_asked("/") == 1);
  crawl.options.older_than = 0h;
  crawl.run();
  CHECK(crawl.site.times_asked("/") == 2);
  CHECK(crawl.site.times_asked("/a") == 2);
}

TEST_CASE("an unfinished crawl goes on with new flags: what the old ones skipped is judged again") {
  TestCrawl crawl;
  crawl.options.depth = 1;
  crawl.options.page_limit = 2;
  crawl.options.exclude = {"/private"};
  crawl.site.page("/", links({"/a", "/private", "/logo.png"}));
  crawl.site.page("/a", links({"/deep"}));
  crawl.site.page("/b", html(""));
  CHECK(crawl.run() == Ending::page_limit);
  CHECK(crawl.fate("/private") == "skipped: exclude");
  crawl.options.depth.reset();
  crawl.options.page_limit = 0;
  crawl.options.exclude = {"[.]png"};
  crawl.config = "other flags";
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.fate("/private") == "done");
  CHECK(crawl.fate("/deep") == "done");
  CHECK(crawl.fate("/logo.png") == "skipped: exclude");
  CHECK(crawl.site.times_asked("/") == 1);
  crawl.check_file();
}

TEST_CASE("two crawls of one file do not ask for what waits in the other") {
  TestCrawl crawl;
  crawl.options.page_limit = 1;
  crawl.site.page("/one/", links({"/one/a", "/one/b"}));
  crawl.site.page("/two/", links({"/two/a"}));
  crawl.seeds = {"/one/"};
  crawl.run();
  crawl.options.page_limit = 0;
  crawl.options.crawl = 0;
  crawl.seeds = {"/two/"};
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.times_asked("/one/a") == 0);
  CHECK(crawl.rows("SELECT url FROM pages WHERE crawl_id = 2") == "/two/, /two/a");
  crawl.options.crawl = 1;
  crawl.seeds = {"/one/"};
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT url FROM pages WHERE crawl_id = 1") == "/one/, /one/a, /one/b");
  crawl.check_file();
}

TEST_CASE("a new crawl of a file asks for the seeds again and follows their links") {
  TestCrawl crawl;
  crawl.site.pages("/", {html("x").header("ETag", "\"1\""), links({"/a"}).header("ETag", "\"2\"")});
  crawl.site.page("/a", html("a"));
  crawl.run();
  crawl.run();
  CHECK(asked_with(crawl.site, "/", "If-None-Match: \"1\""));
  CHECK(crawl.rows("SELECT crawl_id, url FROM pages") == "1 /, 2 /, 2 /a");
}

TEST_CASE(
    "conformance: a stored response that went stale is asked for again, with its validators, and updated") {
  // The validation suites of http-tests for private caches, applied to a recrawl.
  struct Stored {
    const char* name;
    const char* value;
    const char* request;
  };
  for (const Stored& stored : {Stored{"ETag", "\"abcdef\"", "If-None-Match: \"abcdef\""},
                               Stored{"ETag", "W/\"abcdef\"", "If-None-Match: W/\"abcdef\""},
                               Stored{"Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT",
                                      "If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT"}}) {
    CAPTURE(stored.value);
    TestCrawl crawl;
    crawl.site.pages(
        "/", {html("x").header(stored.name, stored.value).header("Test-Header", "old").header("Kept", "k"),
              status(304).header(stored.name, stored.value).header("Test-Header", "new")});
    crawl.run();
    crawl.run();
    CHECK(asked_with(crawl.site, "/", stored.request));
    CHECK(
        crawl.rows("SELECT headers LIKE '%[\"Test-Header\",\"new\"]%' AND headers LIKE '%[\"Kept\",\"k\"]%' "
                   "AND headers NOT LIKE '%old%' FROM pages WHERE status = 304") == "1");
  }
}

TEST_CASE("only a page that was there can be unchanged; after other statuses the whole page is fetched") {
  for (const int code : {204, 301, 404, 410}) {
    CAPTURE(code);
    TestCrawl crawl;
    crawl.site.page("/", status(code).header("ETag", "\"1\"").header("Location", "/next"));
    crawl.site.page("/next", html(""));
    crawl.run();
    crawl.run();
    CHECK(crawl.site.times_asked("/") == 2);
    CHECK_FALSE(asked_with(crawl.site, "/", "If-None-Match: \"1\""));
  }
}
