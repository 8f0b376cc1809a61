// Sites that ask for a page twice: to see a cookie that they have set, or under another spelling of its URL.
#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl::support;

namespace {

TestReply setting(TestReply reply, const std::string& cookie = "s=1") {
  return reply.header("Set-Cookie", cookie);
}

TestReply refresh_to(const std::string& target, const std::string& delay = "0") {
  return html("", "<meta http-equiv=refresh content='" + delay + "; url=" + target + "'>");
}

/// A site whose first page lets in only who has been at the gate.
struct Gated : TestCrawl {
  Gated() { site.page("/a", html("")); }
  std::string statuses() const { return rows("SELECT url, status, error FROM pages ORDER BY id"); }
};

}  // namespace

TEST_CASE_FIXTURE(Gated, "a gate at another URL opens the page that leads to it") {
  site.pages("/", {redirect("/session?back=/"), links({"/a"})});
  site.page("/session?back=/", setting(redirect("/")));
  CHECK(run() == Ending::finished);
  CHECK(statuses() == "/ 302 , /session?back=/ 302 , / 200 , /a 200 ");
  check_file();
}

TEST_CASE_FIXTURE(Gated, "a gate by a query of the page itself opens it") {
  site.pages("/", {redirect("/?cookie=1"), links({"/a"})});
  site.page("/?cookie=1", setting(redirect("/")));
  run();
  CHECK(statuses() == "/ 302 , /?cookie=1 302 , / 200 , /a 200 ");
}

TEST_CASE_FIXTURE(Gated, "a gate by meta refreshes opens the page, too") {
  site.pages("/", {refresh_to("/session"), links({"/a"})});
  site.page("/session", setting(refresh_to("/")));
  run();
  CHECK(statuses() == "/ 200 , /session 200 , / 200 , /a 200 ");
}

TEST_CASE_FIXTURE(Gated, "pages that redirect to each other without a cookie are asked for once each") {
  site.page("/", redirect("/b"));
  site.page("/b", redirect("/"));
  run();
  CHECK(site.asked() == "/robots.txt / /b");
}

TEST_CASE_FIXTURE(Gated,
                  "a gate that never opens comes to an end, also if it sets another cookie each time") {
  site.page("/", redirect("/session"));
  SUBCASE("the same cookie") {
    site.page("/session", setting(redirect("/")));
    run();
    CHECK(site.asked() == "/robots.txt / /session / /session");
  }
  SUBCASE("other cookies") {
    std::vector<TestReply> replies;
    for (int i = 0; i < 30; ++i) replies.push_back(setting(redirect("/"), "s=" + std::to_string(i)));
    site.pages("/session", replies);
    run();
    CHECK(site.times_asked("/") <= 10);
  }
}

TEST_CASE_FIXTURE(Gated,
                  "a page is loaded again when it sets a cookie and says so, but once, and only soon") {
  SUBCASE("it opens") {
    site.pages("/", {setting(refresh_to("/")), links({"/a"})});
    run();
    CHECK(site.asked() == "/robots.txt / / /a");
    CHECK(statuses() == "/ 200 , /a 200 ");
    CHECK(progress.pages == 2);
  }
  SUBCASE("it stays closed") {
    site.pages("/", {setting(refresh_to("/"), "s=1"), setting(refresh_to("/"), "s=2"), links({"/a"})});
    run();
    CHECK(site.asked() == "/robots.txt / /");
  }
  SUBCASE("it sets no cookie") {
    site.page("/", refresh_to("/"));
    run();
    CHECK(site.asked() == "/robots.txt /");
  }
  SUBCASE("it shows news") {
    site.page("/", setting(refresh_to("/", "300")));
    run();
    CHECK(site.asked() == "/robots.txt /");
  }
  check_file();
}

TEST_CASE_FIXTURE(Gated, "the sitemap and robots.txt may stand behind a gate") {
  options.sitemap = trawl::crawl::SitemapUse::automatic;
  site.page("/", html(""));
  SUBCASE("to themselves") {
    site.pages("/robots.txt", {setting(redirect("/robots.txt")), plain("Disallow:")});
    site.pages("/sitemap.xml", {setting(redirect("/sitemap.xml"), "t=1"), plain("")});
  }
  SUBCASE("to another URL") {
    site.pages("/robots.txt", {redirect("/session?r"), plain("Disallow:")});
    site.page("/session?r", setting(redirect("/robots.txt")));
    site.pages("/sitemap.xml", {redirect("/session?s"), plain("")});
    site.page("/session?s", setting(redirect("/sitemap.xml"), "t=1"));
  }
  run();
  CHECK(site.times_asked("/robots.txt") == 2);
  CHECK(site.times_asked("/sitemap.xml") == 2);
  CHECK(rows("SELECT robots_status FROM hosts") == "ok");
}

TEST_CASE_FIXTURE(Gated, "a redirect to another spelling of the page is followed in the same visit") {
  for (const char* other : {"/%7Ejoe", "/~joe?", "/~joe?utm_source=x", "/~joe?&"}) {
    CAPTURE(other);
    Gated crawl;
    crawl.options.page_limit = 2;
    crawl.seeds = {"/~joe"};
    crawl.site.page("/~joe", redirect(other));
    crawl.site.page(other, html("<a href=/a>a</a>"));
    CHECK(crawl.run() == Ending::finished);
    CHECK(crawl.site.asked() == std::string("/robots.txt /~joe ") + other + " /a");
    CHECK(crawl.rows("SELECT url, final_url, status FROM pages ORDER BY id LIMIT 1") ==
          std::string("/~joe ") + other + " 200");
    crawl.check_file();
  }
}

TEST_CASE_FIXTURE(Gated, "two spellings that redirect to each other are a loop, and too many are too many") {
  SUBCASE("a loop") {
    site.page("/", redirect("/?utm_source=a"));
    site.page("/?utm_source=a", redirect("/"));
    run();
    CHECK(site.asked() == "/robots.txt / /?utm_source=a");
    CHECK(rows("SELECT url, error FROM pages") == "/ redirect_loop");
  }
  SUBCASE("too many") {
    options.redirects = 4;
    for (int i = 0; i < 9; ++i)
      site.page("/?utm_source=" + std::to_string(i), redirect("/?utm_source=" + std::to_string(i + 1)));
    seeds = {"/?utm_source=0"};
    run();
    CHECK(site.arrived() == 1 + 5);
    CHECK(rows("SELECT url, error FROM pages") == "/?utm_source=0 too_many_redirects");
  }
}

TEST_CASE_FIXTURE(Gated, "a URL is asked for as it was written; its key only tells that it was seen") {
  site.page("/", links({"/list?f[]=1&f[]=2", "/list?f%5B%5D=1&f%5B%5D=2", "/b?utm_source=x", "/b"}));
  site.page("/list?f[]=1&f[]=2", html(""));
  run();
  CHECK(site.asked() == "/robots.txt / /list?f[]=1&f[]=2 /b?utm_source=x");
  CHECK(rows("SELECT url, key FROM urls WHERE own_key IS NOT NULL ORDER BY id") ==
        "/list?f[]=1&f[]=2 /list?f%5B%5D=1&f%5B%5D=2, /b?utm_source=x /b");
}

TEST_CASE_FIXTURE(Gated, "politeness holds between the two requests for one page") {
  options.delay = std::chrono::seconds(3);
  site.pages("/", {setting(redirect("/")), html("")});
  run();
  const auto between = gaps(site);
  REQUIRE(between.size() == 2);
  CHECK(between[1] >= 3);
}
