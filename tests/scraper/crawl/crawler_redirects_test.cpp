// Redirects, and other ways that lead a crawl from one URL to another.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl::support;

namespace {
/// /0 → /1 → … → /n, which is a page.
void add_chain(TestSite& site, int n) {
  for (int i = 0; i < n; ++i) site.page("/" + std::to_string(i), redirect("/" + std::to_string(i + 1)));
  site.page("/" + std::to_string(n), html("the end"));
}
}  // namespace

TEST_CASE("each hop of a redirect is a page of its own, and knows where it leads") {
  TestCrawl crawl;
  crawl.seeds = {"/0"};
  add_chain(crawl.site, 2);
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT url, status, final_url FROM pages ORDER BY id") ==
        "/0 302 /1, /1 302 /2, /2 200 /2");
  CHECK(crawl.rows("SELECT url, via_kind, depth, redirects FROM urls ORDER BY id") ==
        "/0 seed 0 0, /1 redirect 0 1, /2 redirect 0 2");
  crawl.check_file();
}

TEST_CASE("a redirect chain as long as the limit is followed to its end") {
  TestCrawl crawl;
  crawl.seeds = {"/0"};
  add_chain(crawl.site, 10);
  crawl.run();
  CHECK(crawl.rows("SELECT status, error FROM pages WHERE url LIKE '%/10'") == "200 ");
}

TEST_CASE("a redirect chain beyond the limit is an error at the hop that exceeds it") {
  TestCrawl crawl;
  crawl.seeds = {"/0"};
  add_chain(crawl.site, 12);
  crawl.run();
  CHECK(crawl.rows("SELECT url, status, error, error_detail FROM pages WHERE error IS NOT NULL") ==
        "/10 302 too_many_redirects more than 10 in a row");
  CHECK(crawl.fate("/10") == "failed");
  CHECK(crawl.fate("/11") == "");
  CHECK(crawl.progress.errors.at("too_many_redirects") == 1);
}

TEST_CASE("a page that redirects to itself is an error and is asked for once") {
  TestCrawl crawl;
  SUBCASE("by its own name") {
    crawl.site.page("/", redirect("/"));
  }
  SUBCASE("with a fragment") {
    crawl.site.page("/", redirect("/#here"));
  }
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /");
  CHECK(crawl.rows("SELECT url, error FROM pages") == "/ redirect_loop");
}

TEST_CASE("a page that sets a cookie and redirects to itself is fetched once more, with the cookie") {
  TestCrawl crawl;
  crawl.options.tries = 1;
  TestReply gate = redirect("/").header("Set-Cookie", "open=1");
  SUBCASE("and opens") {
    crawl.site.pages("/", {gate, links({"/a"})});
    crawl.site.page("/a", html(""));
    crawl.options.page_limit = 2;
    crawl.run();
    CHECK(crawl.site.asked() == "/robots.txt / / /a");
    CHECK(crawl.rows("SELECT url, status, error FROM pages ORDER BY id") == "/ 200 , /a 200 ");
    CHECK(crawl.rows("SELECT message FROM events WHERE kind = 'redirect'") ==
          "it leads to itself: asked again as /");
  }
  SUBCASE("or stays closed") {
    crawl.site.page("/", gate);
    crawl.run();
    CHECK(crawl.site.asked() == "/robots.txt / /");
    CHECK(crawl.rows("SELECT url, error FROM pages") == "/ redirect_loop");
  }
  CHECK(crawl.site.arrivals().at(2).head.find("Cookie: open=1") != std::string::npos);
}

TEST_CASE("pages that redirect to each other are asked for once each") {
  TestCrawl crawl;
  crawl.site.page("/", redirect("/b"));
  crawl.site.page("/b", redirect("/"));
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt / /b");
}

TEST_CASE("a redirect out of scope is recorded and not followed") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  crawl.site.page("/", redirect(other.origin() + "/"));
  crawl.run();
  CHECK(other.asked() == "");
  CHECK(crawl.fate(other.origin() + "/") == "skipped: scope");
  CHECK(crawl.rows("SELECT status, final_url FROM pages") == "302 " + other.origin() + "/");
}

TEST_CASE("that a seed leads out of scope is worth a warning, that a page does is not") {
  TestCrawl crawl;
  crawl.seeds = {"/seed", "/"};
  crawl.site.page("/seed", redirect("http://other.test/"));
  crawl.site.page("/", links({"/page"}));
  crawl.site.page("/page", redirect("http://other.test/page"));
  crawl.run();
  CHECK(crawl.fate("http://other.test/page") == "skipped: scope");
  CHECK(crawl.rows("SELECT level, kind, message FROM events") ==
        "warning redirect /seed redirects to http://other.test/, which is out of scope; to crawl that: trawl "
        "crawl http://other.test/");
}

TEST_CASE("a redirect to what is no web page ends there") {
  TestCrawl crawl;
  crawl.site.page("/", redirect("ftp://example.com/file"));
  crawl.run();
  CHECK(crawl.rows("SELECT url, status, error FROM pages") == "/ 302 ");
}

TEST_CASE("a meta refresh is followed like a redirect, without going deeper") {
  TestCrawl crawl;
  crawl.options.depth = 0;
  crawl.site.page("/", html("", "<meta http-equiv=refresh content='0; url=/next'>"));
  crawl.site.page("/next", html("<a href=/deeper>"));
  crawl.run();
  CHECK(crawl.pages() == "/, /next");
  CHECK(crawl.fate("/deeper") == "skipped: depth");
  CHECK(crawl.rows("SELECT depth, via_kind, redirects FROM urls WHERE url LIKE '%/next'") == "0 redirect 1");
}

TEST_CASE("a chain of meta refreshes ends at the limit of redirects") {
  TestCrawl crawl;
  crawl.options.redirects = 3;
  crawl.seeds = {"/0"};
  for (int i = 0; i < 6; ++i) {
    const std::string next = "/" + std::to_string(i + 1);
    crawl.site.page("/" + std::to_string(i),
                    html("", "<meta http-equiv=refresh content='0; url=" + next + "'>"));
  }
  crawl.run();
  CHECK(crawl.pages() == "/0, /1, /2, /3");
}

TEST_CASE("the links of a page that says nofollow are recorded and not followed") {
  TestCrawl crawl;
  crawl.site.page("/", html("<a href=/a>a</a>", "<meta name=robots content='index, nofollow'>"));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /");
  CHECK(crawl.fate("/a") == "skipped: nofollow");
  CHECK(crawl.rows("SELECT kind, text, nofollow FROM links") == "a a 1");
}

TEST_CASE("the links of a page that says nofollow are followed when the user wants it") {
  TestCrawl crawl;
  crawl.options.obey_nofollow = false;
  crawl.site.page("/", html("<a href=/a>a</a>", "<meta name=robots content='nofollow'>"));
  crawl.run();
  CHECK(crawl.site.times_asked("/a") == 1);
}

TEST_CASE("a link that says nofollow is not followed when the user wants it so") {
  TestCrawl crawl;
  crawl.options.obey_link_nofollow = true;
  crawl.site.page("/", html("<a rel=nofollow href=/a>a</a><a href=/b>b</a>"));
  crawl.site.page("/b", html(""));
  crawl.run();
  CHECK(crawl.fate("/a") == "skipped: nofollow");
  CHECK(crawl.pages() == "/, /b");
}

TEST_CASE("a link that says nofollow is followed, and marked") {
  TestCrawl crawl;
  crawl.site.page("/", html("<a rel='nofollow ugc' href=/a>a</a>"));
  crawl.run();
  CHECK(crawl.site.times_asked("/a") == 1);
  CHECK(crawl.rows("SELECT nofollow, rel FROM links") == "1 nofollow ugc");
}

TEST_CASE("the canonical URL is recorded and followed like a link") {
  TestCrawl crawl;
  crawl.site.page("/", html("", "<link rel=canonical href='/real'>"));
  crawl.run();
  CHECK(crawl.rows("SELECT canonical FROM pages WHERE url LIKE '%/'") == "/real");
  CHECK(crawl.site.times_asked("/real") == 1);
}
