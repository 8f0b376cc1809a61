// Answers that are not as they should be: what still counts of them.
#include <doctest/doctest.h>

#include "tests/support/compression.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl::support;

namespace {

/// The reply with a body that is cut in the middle.
TestReply with_half_a_body(TestReply reply) {
  reply.body = "not all of this comes";
  return reply.cut();
}
/// The reply with a body that is not compressed as it says.
TestReply mislabelled(TestReply reply) {
  reply.body = "plain";
  return reply.header("Content-Encoding", "gzip");
}
TestReply over_the_limit(TestReply reply) {
  reply.body = std::string(5'000, 'x');
  return reply;
}

/// The last line of that name in the requests for `target`.
std::string header_sent(const TestSite& site, std::string_view target, const std::string& name) {
  std::string value;
  for (const Arrival& arrival : site.arrivals()) {
    const auto at = arrival.head.find("\r\n" + name + ": ");
    if (arrival.target != target || at == std::string::npos) continue;
    const auto begin = at + name.size() + 4;
    value = arrival.head.substr(begin, arrival.head.find("\r\n", begin) - begin);
  }
  return value;
}

}  // namespace

TEST_CASE("a redirect is followed, and a refusal is one, whatever the body is like") {
  for (const auto& spoilt : {with_half_a_body, mislabelled, over_the_limit}) {
    TestCrawl crawl;
    crawl.options.tries = 1;
    crawl.options.limits.body_bytes = 4'000;
    crawl.site.page("/", links({"/moved", "/gone", "/busy"}));
    crawl.site.page("/moved", spoilt(redirect("/there")));
    crawl.site.page("/gone", spoilt(status(404)));
    crawl.site.page("/busy", spoilt(status(503)));
    crawl.site.page("/there", html("there"));
    crawl.run();
    CHECK(crawl.rows("SELECT url, status, error FROM pages ORDER BY url") ==
          "/ 200 , /busy 503 , /gone 404 , /moved 302 , /there 200 ");
    CHECK(crawl.rows("SELECT link_url, status, error FROM broken_links ORDER BY link_url") ==
          "/busy 503 , /gone 404 ");
    CHECK(
        crawl.count(
            "SELECT count(*) FROM pages WHERE truncated OR meta ->> 'oddity' LIKE 'the body is faulty: %'") ==
        3);
    crawl.check_file();
  }
}

TEST_CASE("a 503 with a faulty body is tried again after its Retry-After") {
  TestCrawl crawl;
  crawl.options.tries = 2;
  crawl.site.pages("/", {with_half_a_body(status(503).header("Retry-After", "100")), html("back")});
  crawl.run();
  CHECK(crawl.rows("SELECT url, status FROM pages") == "/ 200");
  CHECK(gaps(crawl.site).back() >= 100);
}

TEST_CASE("a page whose body is faulty is an error with its status, and is no page to compare with") {
  TestCrawl crawl;
  crawl.options.tries = 2;
  crawl.site.page("/", links({"/cut", "/odd"}));
  crawl.site.page("/cut", html("cut in the middle <a href=/not-found>x</a>").header("ETag", "\"1\"").cut());
  crawl.site.page("/odd", mislabelled(html("")).header("ETag", "\"1\""));
  crawl.run();
  CHECK(crawl.site.times_asked("/cut") == 2);
  CHECK(crawl.site.times_asked("/odd") == 1);
  CHECK(crawl.rows("SELECT url, status, error, content_type, title, body_id, content_hash FROM pages "
                   "WHERE url NOT LIKE '%/' ORDER BY url") ==
        "/cut 200 truncated text/html   , /odd 200 encoding text/html   ");
  CHECK(crawl.rows("SELECT url, state FROM urls ORDER BY url") == "/ done, /cut failed, /odd failed");
  CHECK(crawl.rows("SELECT link_url, status, error FROM broken_links ORDER BY link_url") ==
        "/cut 200 truncated, /odd 200 encoding");
  CHECK(crawl.rows("SELECT error, status, pages FROM error_summary ORDER BY error") ==
        "encoding 200 1, truncated 200 1");
  CHECK(crawl.rows("SELECT url FROM missing_titles") == "");
  CHECK(crawl.rows("SELECT ok, no_response FROM status_by_depth WHERE depth = 1") == "0 0");
  CHECK(crawl.progress.page_classes == std::array<std::int64_t, 6>{2, 0, 1, 0, 0, 0});
  crawl.run();
  CHECK(header_sent(crawl.site, "/odd", "If-None-Match") == "");
  crawl.check_file();
}

TEST_CASE("a compressed page without its check bytes is kept, and that is noted") {
  const std::string page = "<!doctype html><title>T</title><a href=/next>x</a>";
  const std::pair<const char*, std::string> rows[] = {
      {"gzip", gzip(page)}, {"deflate", zlib(page)}, {"zstd", zstd(page, true)}};
  for (const auto& [coding, packed] : rows) {
    const auto& which = coding;
    CAPTURE(which);
    TestCrawl crawl;
    TestReply reply = html("");
    reply.body = packed.substr(0, packed.size() - 3);
    crawl.site.page("/", reply.header("Content-Encoding", coding));
    crawl.site.page("/next", html(""));
    crawl.run();
    CHECK(crawl.rows("SELECT url, status, error, title FROM pages ORDER BY url") ==
          "/ 200  T, /next 200  A page");
    CHECK(crawl.rows("SELECT meta ->> 'oddity' FROM pages ORDER BY url") ==
          "the check bytes of the compressed body are missing or wrong, ");
  }
}

TEST_CASE("a redirect to bytes beyond ASCII asks for these bytes, and one to nowhere is a page") {
  TestCrawl crawl;
  crawl.seeds = {"/latin1", "/utf8", "/empty"};
  crawl.site.page("/latin1", redirect("/caf\xe9"));
  crawl.site.page("/utf8", redirect("/caf\xc3\xa9"));
  crawl.site.page("/caf%E9", html(""));
  crawl.site.page("/caf%C3%A9", html(""));
  TestReply empty = html("<a href=/linked>x</a>");
  empty.status = 302;
  crawl.site.page("/empty", empty.header("Location", ""));
  crawl.run();
  CHECK(crawl.pages() == "/caf%C3%A9, /caf%E9, /empty, /latin1, /linked, /utf8");
  CHECK(crawl.rows("SELECT status, title, error FROM pages WHERE url LIKE '%empty'") == "302 A page ");
}

TEST_CASE("an ETag goes back byte for byte, and the file shows it as text") {
  for (const std::string etag : {"\"caf\xe9\"", "\"caf\xc3\xa9\"", "\"\xff\xc3\xa9\"", "W/\"plain\""}) {
    CAPTURE(etag);
    TestCrawl crawl;
    crawl.site.pages("/", {html("").header("ETag", etag), status(304).header("X-New", "1"), status(304)});
    crawl.run();
    for (int i = 0; i < 2; ++i) {
      crawl.run();
      CHECK(header_sent(crawl.site, "/", "If-None-Match") == etag);
    }
    CHECK(crawl.rows("SELECT status FROM pages") == "200, 304, 304");
    CHECK(crawl.count("SELECT count(*) FROM pages WHERE headers LIKE '%\xef\xbf\xbd%'") == 0);
  }
}

TEST_CASE("two Content-Types: the last one says that it is a page") {
  TestCrawl crawl;
  crawl.site.page("/", TestReply(200, "<title>T</title><a href=/next>x</a>")
                           .header("Content-Type", "text/plain")
                           .header("Content-Type", "text/html"));
  crawl.run();
  CHECK(crawl.rows("SELECT url, title, content_type FROM pages WHERE url LIKE '%/'") == "/ T text/html");
  CHECK(crawl.fate("/next") == "done");
}

TEST_CASE("a page with a malformed header line is kept, asked for once more, and that is noted") {
  RawServer server([](RawServer::Connection& connection) {
    connection.request();
    connection.send(
        "HTTP/1.1 200 OK\r\nthis is no header\r\nContent-Type: text/html\r\n\r\n<title>T</title>");
  });
  TestCrawl crawl;
  crawl.options.obey_robots = false;
  crawl.options.sitemap = trawl::crawl::SitemapUse::off;
  crawl.seeds = {server.url()};
  crawl.run();
  CHECK(crawl.rows("SELECT status, error, title, meta ->> 'oddity' FROM pages") ==
        "200  T a malformed header line was passed over");
  CHECK(crawl.rows("SELECT attempts FROM urls") == "2");
  CHECK(crawl.count("SELECT count(*) FROM events WHERE kind = 'retry'") == 1);
  CHECK(server.requests().size() == 2);
}

TEST_CASE(
    "a robots.txt with a faulty body is read as far as it goes, and one of which nothing came forbids all") {
  TestCrawl crawl;
  crawl.options.tries = 1;
  TestReply robots = plain("User-agent: *\nDisallow: /private\n\n# " + std::string(100, 'x'));
  crawl.site.page("/", links({"/private", "/public"}));
  crawl.site.page("/public", html(""));
  SUBCASE("read") {
    crawl.site.page("/robots.txt", robots.cut());
    crawl.run();
    CHECK(crawl.pages() == "/, /public");
    CHECK(crawl.fate("/private") == "skipped: robots");
  }
  SUBCASE("redirected") {
    crawl.site.page("/robots.txt", with_half_a_body(redirect("/rules")));
    crawl.site.page("/rules", robots);
    crawl.run();
    CHECK(crawl.pages() == "/, /public");
  }
  SUBCASE("nothing came") {
    crawl.site.page("/robots.txt", robots.header("Content-Encoding", "gzip"));
    crawl.run();
    CHECK(crawl.pages() == "");
  }
  SUBCASE("there is none") {
    crawl.site.page("/robots.txt", mislabelled(status(404)));
    crawl.run();
    CHECK(crawl.fate("/private") == "done");
  }
}
