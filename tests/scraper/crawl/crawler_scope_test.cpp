// Which of the URLs that it finds a crawl fetches.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

TEST_CASE("other hosts are recorded and not asked") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  crawl.site.page("/", links({"/a", other.origin() + "/b"}));
  crawl.run();
  CHECK(other.asked() == "");
  CHECK(crawl.fate(other.origin() + "/b") == "skipped: scope");
  CHECK(crawl.rows("SELECT links_internal, links_external FROM pages WHERE url LIKE '%/'") == "1 1");
  CHECK(crawl.progress.skipped.at("scope") == 1);
}

TEST_CASE("with scope any, other hosts are crawled by their own robots.txt") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  crawl.options.scope = crawl::ScopePreset::any;
  other.robots("User-agent: *\nDisallow: /no");
  crawl.site.page("/", links({other.origin() + "/yes", other.origin() + "/no"}));
  crawl.run();
  CHECK(other.asked() == "/robots.txt /yes");
}

TEST_CASE("with scope prefix, only what lies below the seed is fetched") {
  TestCrawl crawl;
  crawl.options.scope = crawl::ScopePreset::prefix;
  crawl.seeds = {"/docs/"};
  crawl.site.page("/docs/", links({"/docs/a", "/", "/docs/../blog"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /docs/ /docs/a");
}

TEST_CASE("with scope page, nothing but the seed is fetched") {
  TestCrawl crawl;
  crawl.options.scope = crawl::ScopePreset::page;
  crawl.site.page("/", links({"/a", "/#top"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /");
}

TEST_CASE("links lead as deep as the user allows") {
  TestCrawl crawl;
  crawl.options.depth = 2;
  crawl.site.page("/", links({"/1"}));
  crawl.site.page("/1", links({"/2"}));
  crawl.site.page("/2", links({"/3"}));
  crawl.run();
  CHECK(crawl.rows("SELECT url, depth FROM urls WHERE state = 'done' ORDER BY depth") == "/ 0, /1 1, /2 2");
  CHECK(crawl.fate("/3") == "skipped: depth");
}

TEST_CASE("a page that was too deep is fetched when a shorter way to it is found") {
  TestCrawl crawl;
  crawl.options.depth = 2;
  crawl.seeds = {"/", "/late"};
  crawl.site.page("/", links({"/1"}));
  crawl.site.page("/1", links({"/2"}));
  crawl.site.page("/2", links({"/far"}));
  crawl.site.pages("/late", {status(500), links({"/far"})});  // it is read after /2
  crawl.site.page("/far", links({"/farther"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /late /1 /2 /late /far /farther");
  CHECK(crawl.rows("SELECT depth FROM urls WHERE url LIKE '%/far'") == "1");
  crawl.check_file();
}

TEST_CASE("a URL that was first found as an image is fetched when a link leads to it") {
  TestCrawl crawl;
  crawl.site.page("/", html("<img src=/both><img src=/image><a href=/next>"));
  crawl.site.page("/next", links({"/both"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /next /both");
  CHECK(crawl.fate("/image") == "skipped: not a page");
}

TEST_CASE("a URL that is both an image and a link of one page is fetched") {
  TestCrawl crawl;
  crawl.site.page("/", html("<a href=/both><img src=/both></a><img src=/b2><a href=/b2></a>"));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /both /b2");
}

TEST_CASE("style sheets, scripts and media are recorded and not fetched, frames and next pages are") {
  TestCrawl crawl;
  crawl.site.page("/",
                  html("<script src=/s.js></script><video src=/v></video><iframe src=/frame></iframe>",
                       "<link rel=stylesheet href=/s.css><link rel=icon href=/i><link rel=next href=/next>"));
  crawl.run();
  CHECK(crawl.pages() == "/, /frame, /next");
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'not a page'") == 4);
}

TEST_CASE("include and exclude patterns decide, and a seed needs no include") {
  TestCrawl crawl;
  crawl.options.include = {"/good/"};
  crawl.options.exclude = {"\\.pdf$"};
  crawl.site.page("/", links({"/good/a", "/good/b.pdf", "/bad/c"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /good/a");
  CHECK(crawl.fate("/good/b.pdf") == "skipped: exclude");
  CHECK(crawl.fate("/bad/c") == "skipped: include");
}

TEST_CASE("a calendar that nests itself endlessly is abandoned after a few rounds") {
  TestCrawl crawl;
  std::string path = "/";
  for (int i = 0; i < 10; ++i) {
    crawl.site.page(path, links({"next/"}));
    path += "next/";
  }
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.pages() == "/, /next/, /next/next/");
  CHECK(crawl.fate("/next/next/next/") == "skipped: trap: segment repeated");
}

TEST_CASE("a URL longer than allowed is not fetched") {
  TestCrawl crawl;
  crawl.options.url_bytes = 100;
  crawl.site.page("/", links({"/" + std::string(100, 'x')}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /");
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'trap: long URL'") == 1);
}

TEST_CASE("a page that is found under many spellings is fetched once") {
  TestCrawl crawl;
  const std::string origin = crawl.site.origin();
  crawl.site.page(
      "/", links({"/a/page?x=1", "/a/page?x=1#part", "/a/b/../page?x=1", "/%61/p%61ge?x=1", "./a/./page?x=1",
                  "//" + origin.substr(7) + "/a/page?x=1", "/a/page?utm_source=mail&x=1&utm_medium=y",
                  "HTTP://127.0.0.1" + origin.substr(origin.rfind(':')) + "/a/page?x=1", " /a/pa\nge?x=1 "}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a/page?x=1");
  CHECK(crawl.count("SELECT count(*) FROM urls") == 2);
  CHECK(crawl.count("SELECT count(*) FROM links") == 9);
}

TEST_CASE("the same seed given twice is fetched once") {
  TestCrawl crawl;
  crawl.seeds = {"/", "/", "/#top", "/?utm_source=x"};
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /");
}

TEST_CASE("the user says when two URLs are the same page, and a resumed crawl still knows") {
  TestCrawl crawl;
  crawl.options.key.sort_query = crawl.options.key.fold_slashes = true;
  crawl.options.key.drop_tracking = false;
  crawl.site.page("/", links({"/a?x=1&y=2", "/a?y=2&x=1", "//a?x=1&y=2&utm_id=3", "/.//a?x=1&y=2"}));
  crawl.site.page("/a?x=1&y=2", html(""));
  crawl.run();
  CHECK(crawl.rows("SELECT url FROM urls WHERE url LIKE '%y=2%' AND url NOT LIKE 'http://a%' ORDER BY 1") ==
        "/a?x=1&y=2");
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE url LIKE '%utm_id%'") == 1);
}

TEST_CASE("with scope page, a seed that redirects on its host gives the page that it redirects to") {
  TestCrawl crawl;
  crawl.options.scope = crawl::ScopePreset::page;
  crawl.site.page("/", redirect("/home"));
  crawl.site.page("/home", links({"/x"}));
  crawl.run();
  CHECK(crawl.pages() == "/, /home");
  CHECK(crawl.fate("/x") == "skipped: scope");
}

namespace {

/// A crawl below /docs, which redirects to a folder; a sitemap lists a page beside it.
void furnish_folder(TestCrawl& crawl) {
  crawl.options.scope = crawl::ScopePreset::prefix;
  crawl.options.sitemap = crawl::SitemapUse::automatic;
  crawl.seeds = {"/docs"};
  const std::string listed = "<url><loc>" + crawl.site.origin() + "/listed</loc></url>";
  crawl.site.page("/sitemap.xml", TestReply(200, "<urlset>" + listed + "</urlset>"));
  crawl.site.page("/docs", redirect("/docs/", 301));
  crawl.site.page("/docs/", links({"a", "/blog", "/docs2/"}));
  crawl.site.page("/docs/a", links({"/docs/b", "/news"}));
}

/// Checks that nothing outside of the folder was asked.
void check_folder(const TestCrawl& crawl) {
  CHECK(crawl.rows("SELECT url FROM pages WHERE status = 200 AND content_type = 'text/html' ORDER BY url") ==
        "/docs/, /docs/a");
  for (const char* outside : {"/blog", "/docs2/", "/news", "/listed"}) {
    CAPTURE(outside);
    CHECK(crawl.fate(outside) == "skipped: scope");
  }
}

}  // namespace

TEST_CASE("with scope prefix, a seed that redirects to a folder gives that folder") {
  TestCrawl crawl;
  furnish_folder(crawl);
  crawl.run();
  check_folder(crawl);
}

TEST_CASE("where a seed with scope prefix leads is known after a resume") {
  TestCrawl crawl;
  furnish_folder(crawl);
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/docs/", [&crawler] { crawler.stop(); }); });
  CHECK(crawl.fate("/docs/a") == "pending");
  crawl.run();
  check_folder(crawl);
}

TEST_CASE("what a seed that leads nowhere explains is a hint") {
  TestCrawl crawl;
  crawl.seeds = {"/off", "/script", "/fine"};
  crawl.site.page("/off", redirect("http://other.test/"));
  crawl.site.page("/script", html("<script>location = '/x'</script>"));
  crawl.site.page("/fine", links({"/x"}));
  std::vector<std::string> hints;
  crawl::Crawler* running = nullptr;
  crawl.run([&](crawl::Crawler& crawler) {
    running = &crawler;
    crawl.when_asked("/x", [&] { hints = running->hints(); });
  });
  REQUIRE(hints.size() == 2);
  CHECK(hints[0].ends_with("to crawl that: trawl crawl http://other.test/"));
  CHECK(hints[1].ends_with(
      "/script has no links, but scripts: they may bring its content, and trawl runs no scripts"));
}

TEST_CASE("a link that would end the user's session is not followed") {
  TestCrawl crawl;
  crawl.options.cookies = {{"sid", "1"}};
  crawl.site.page("/", links({"/logout", "/a"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /a");
  CHECK(crawl.fate("/logout") == "skipped: logout");
}

TEST_CASE("a site that puts a new session id into each link has as many pages as without") {
  TestCrawl crawl;
  const std::string id = "5f4dcc3b5aa765d61d8327deb882cf9";
  crawl.site.page("/",
                  links({"/a;jsessionid=" + id + "0", "/a;jsessionid=" + id + "1", "/a?sid=" + id + "2"}));
  crawl.run();
  CHECK(crawl.count("SELECT count(*) FROM pages") == 2);
}
