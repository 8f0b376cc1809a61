// How a crawl uses sitemaps and feeds, seen from the site.
#include <doctest/doctest.h>

#include "tests/support/compression.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;
using crawl::SitemapUse;

namespace {

struct SitemapCrawl : TestCrawl {
  SitemapCrawl() { options.sitemap = SitemapUse::automatic; }

  std::string whole(const std::string& target) const {
    return target.starts_with('/') ? site.origin() + target : target;
  }
  TestReply xml(const std::string& text) const {
    return TestReply(200, text).header("Content-Type", "application/xml");
  }
  /// Each "TARGET" or "TARGET LASTMOD".
  std::string text(const std::string& element, const std::string& of,
                   const std::vector<std::string>& lines) const {
    std::string text = "<" + element + " xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>";
    for (const std::string& line : lines) {
      const auto blank = line.find(' ');
      text += "<" + of + "><loc>" + whole(line.substr(0, blank)) + "</loc>";
      if (blank != std::string::npos) text += "<lastmod>" + line.substr(blank + 1) + "</lastmod>";
      text += "</" + of + ">";
    }
    return text + "</" + element + ">";
  }
  TestReply sitemap(const std::vector<std::string>& lines) const { return xml(text("urlset", "url", lines)); }
  TestReply index(const std::vector<std::string>& lines) const {
    return xml(text("sitemapindex", "sitemap", lines));
  }
  std::string via(const std::string& target) const {
    return rows(
        "SELECT u.via_kind || coalesce(' ' || v.url, '') FROM urls u LEFT JOIN urls v ON v.id = u.via_id "
        "WHERE u.url = '" +
        whole(target) + "'");
  }
};

}  // namespace

TEST_CASE("a sitemap that robots.txt names is read, and what it lists is fetched") {
  SitemapCrawl crawl;
  crawl.site.robots("Sitemap: " + crawl.whole("/map.xml") + "\n");
  crawl.site.page("/map.xml", crawl.sitemap({"/a", "/b"}));
  crawl.site.page("/", html(""));
  crawl.site.page("/a", html(""));
  crawl.site.page("/b", html(""));
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.site.asked() == "/robots.txt / /map.xml /a /b");
  CHECK(crawl.via("/a") == "sitemap /map.xml");
  CHECK(crawl.via("/map.xml") == "sitemap");
  CHECK(crawl.rows("SELECT json_extract(meta, '$.sitemap'), json_extract(meta, '$.urls') FROM pages "
                   "WHERE url LIKE '%/map.xml'") == "urlset 2");
  CHECK(crawl.progress.sitemaps == 1);
  crawl.check_file();
}

TEST_CASE("/sitemap.xml is tried where robots.txt names none, and its absence is no failure") {
  SitemapCrawl crawl;
  crawl.site.page("/", html(""));
  SUBCASE("it is there") {
    crawl.site.page("/sitemap.xml", crawl.sitemap({"/a"}));
    crawl.run();
    CHECK(crawl.site.asked() == "/robots.txt / /sitemap.xml /a");
  }
  SUBCASE("it is not") {
    crawl.run();
    CHECK(crawl.site.asked() == "/robots.txt / /sitemap.xml");
    CHECK(crawl.fate("/sitemap.xml") == "skipped: no sitemap");
    CHECK(crawl.pages() == "/");
    CHECK(crawl.progress.pages == 1);
  }
  SUBCASE("a page stands there, as for everything that the site does not have") {
    crawl.site.page("/sitemap.xml", links({"/found"}));
    crawl.run();
    CHECK(crawl.pages() == "/, /found, /sitemap.xml");
    CHECK(crawl.count("SELECT count(*) FROM events") == 0);
  }
  crawl.check_file();
}

TEST_CASE("a guess that leads to nothing is not mentioned") {
  SitemapCrawl crawl;
  crawl.options.tries = 1;
  crawl.site.page("/", html(""));
  SUBCASE("it is missing") {}
  SUBCASE("it fails") {
    crawl.site.page("/sitemap.xml", status(500));
  }
  SUBCASE("it is not answered") {
    crawl.site.page("/sitemap.xml", TestReply().hung_up());
  }
  SUBCASE("it leads out of scope") {
    crawl.site.page("/sitemap.xml", redirect("http://other.test/"));
  }
  SUBCASE("robots.txt forbids it") {
    crawl.site.robots("User-agent: *\nDisallow: /*.xml\n");
  }
  crawl.run();
  CHECK(crawl.progress.pages == 1);
  CHECK(crawl.progress.page_classes == std::array<std::int64_t, 6>{0, 0, 1, 0, 0, 0});
  CHECK(crawl.progress.errors.empty());
  CHECK(crawl.count("SELECT errors FROM hosts") == 0);
  CHECK(crawl.count("SELECT count(*) FROM events WHERE level = 'warning'") == 0);
  crawl.check_file();
}

TEST_CASE("a named sitemap that cannot be fetched gives a warning and no page") {
  SitemapCrawl crawl;
  crawl.options.tries = 1;
  crawl.site.robots("User-agent: *\nDisallow: /private\nSitemap: /map.xml\n");
  crawl.seeds = {"/private"};
  std::string warning = "there is no sitemap /map.xml: status 404";
  SUBCASE("it is missing") {}
  SUBCASE("it is not answered") {
    crawl.site.page("/map.xml", TestReply().hung_up());
    warning = "the sitemap /map.xml could not be fetched: ";
  }
  SUBCASE("it lists nothing") {
    crawl.site.page("/map.xml", crawl.sitemap({}));
    warning = "";
  }
  crawl.run();
  CHECK(crawl.rows("SELECT message FROM events").starts_with(warning));
  CHECK(crawl.progress.sitemaps == 1);
  CHECK(crawl.progress.pages == 0);
  CHECK(crawl.progress.page_classes == std::array<std::int64_t, 6>{});
  crawl.check_file();
}

TEST_CASE("a crawl of sitemaps only says when there is none") {
  SitemapCrawl crawl;
  crawl.options.sitemap = SitemapUse::only;
  crawl.run();
  CHECK(crawl.rows("SELECT kind, message FROM events") ==
        "sitemap no sitemap is known: robots.txt names none, and there is no /sitemap.xml");
}

TEST_CASE("a missing /sitemap.xml that a page links to is a broken link all the same") {
  SitemapCrawl crawl;
  crawl.site.page("/", links({"/later"}));
  crawl.site.page("/later", links({"/sitemap.xml"}));
  crawl.run();
  CHECK(crawl.rows("SELECT status FROM pages WHERE url LIKE '%/sitemap.xml'") == "404");
  crawl.check_file();
}

TEST_CASE("with sitemaps off none is looked for, and a linked one is a page") {
  SitemapCrawl crawl;
  crawl.options.sitemap = SitemapUse::off;
  crawl.site.robots("Sitemap: " + crawl.whole("/map.xml") + "\n");
  crawl.site.page("/", links({"/other.xml"}));
  crawl.site.page("/other.xml", crawl.sitemap({"/a"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt / /other.xml");
}

TEST_CASE("a sitemap that only a page links to is read") {
  SitemapCrawl crawl;
  crawl.site.page("/", links({"/other.xml"}));
  crawl.site.page("/other.xml", crawl.sitemap({"/a"}));
  crawl.run();
  CHECK(crawl.via("/a") == "sitemap /other.xml");
}

TEST_CASE("only: what no sitemap lists is not fetched, and says so") {
  SitemapCrawl crawl;
  crawl.options.sitemap = SitemapUse::only;
  crawl.site.page("/sitemap.xml", crawl.sitemap({"/a", "/c"}));
  crawl.site.page("/", links({"/b", "/c"}));
  crawl.site.page("/a", redirect("/moved"));
  crawl.site.page("/moved", html(""));
  crawl.site.page("/c", html(""));
  crawl.run();
  CHECK(crawl.pages() == "/, /a, /c, /moved, /sitemap.xml");
  CHECK(crawl.fate("/b") == "skipped: not in a sitemap");
  CHECK(crawl.fate("/c") == "done");
  crawl.check_file();
}

TEST_CASE("the user's sitemap is read instead of others, also from another host") {
  SitemapCrawl crawl;
  TestSite elsewhere(crawl.clock);
  elsewhere.page("/robots.txt", status(404));
  elsewhere.page("/mine.xml", crawl.sitemap({"/a", elsewhere.origin() + "/not-mine"}));
  crawl.options.sitemaps = {elsewhere.origin() + "/mine.xml"};
  crawl.site.robots("Sitemap: " + crawl.whole("/map.xml") + "\n");
  crawl.site.page("/", html(""));
  crawl.site.page("/a", html(""));
  crawl.run();
  CHECK(elsewhere.asked() == "/robots.txt /mine.xml");
  CHECK(crawl.site.asked() == "/robots.txt / /a");
  CHECK(crawl.fate(elsewhere.origin() + "/not-mine") == "skipped: scope");
}

TEST_CASE(
    "robots.txt may name a sitemap on another host, whose robots.txt counts, and whose own sitemaps do not") {
  SitemapCrawl crawl;
  TestSite other(crawl.clock);
  crawl.site.robots("Sitemap: " + other.origin() + "/map.xml\nSitemap: " + other.origin() + "/private.xml\n");
  other.robots("User-agent: *\nDisallow: /private.xml\nSitemap: /own.xml\n");
  crawl.site.page("/", html(""));
  crawl.site.page("/hidden", html(""));
  SUBCASE("a list of pages") {
    other.page("/map.xml", crawl.sitemap({"/hidden", other.origin() + "/page"}));
    crawl.run();
    CHECK(other.asked() == "/robots.txt /map.xml");
  }
  SUBCASE("an index") {
    other.page("/map.xml", crawl.index({other.origin() + "/1.xml", "http://third.test/2.xml"}));
    other.page("/1.xml", crawl.sitemap({"/hidden", other.origin() + "/page"}));
    crawl.run();
    CHECK(other.asked() == "/robots.txt /map.xml /1.xml");
    CHECK(crawl.fate("http://third.test/2.xml") == "skipped: scope");
  }
  CHECK(crawl.fate("/hidden") == "done");
  CHECK(crawl.fate(other.origin() + "/page") == "skipped: scope");
  CHECK(crawl.fate(other.origin() + "/private.xml") == "skipped: robots");
  crawl.check_file();
}

TEST_CASE(
    "a sitemap that robots.txt names on another host passes the exclude patterns and the address guard") {
  SitemapCrawl crawl;
  crawl.options.exclude = {"/secret"};
  crawl.site.robots("Sitemap: http://10.0.0.1/map.xml\nSitemap: http://10.0.0.1/secret.xml\n");
  crawl.run();
  CHECK(crawl.fate("http://10.0.0.1/map.xml") == "skipped: forbidden address");
  CHECK(crawl.fate("http://10.0.0.1/secret.xml") == "skipped: exclude");
}

TEST_CASE("a sitemap on another host still waits when the crawl goes on with other flags") {
  SitemapCrawl crawl;
  TestSite other(crawl.clock);
  crawl.options.concurrency = 1;
  crawl.site.robots("Sitemap: " + other.origin() + "/map.xml\n");
  other.page("/map.xml", crawl.sitemap({"/hidden"}));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/", [&crawler] { crawler.stop(); }); });
  REQUIRE(crawl.fate(other.origin() + "/map.xml") == "pending");
  crawl.options.exclude = {"/x"};
  crawl.config = "other flags";
  crawl.run();
  CHECK(crawl.fate("/hidden") == "done");
}

TEST_CASE("a redirect of a sitemap to another host is followed") {
  SitemapCrawl crawl;
  TestSite other(crawl.clock);
  other.page("/sitemaps/all.xml", crawl.sitemap({"/hidden"}));
  SUBCASE("of one that robots.txt names") {
    crawl.site.robots("Sitemap: /map.xml\n");
    crawl.site.page("/map.xml", redirect(other.origin() + "/sitemaps/all.xml", 301));
  }
  SUBCASE("of a guess, which is no redirect of everything") {
    crawl.site.page("/sitemap.xml", redirect(other.origin() + "/sitemaps/all.xml", 301));
  }
  crawl.run();
  CHECK(crawl.fate(other.origin() + "/sitemaps/all.xml") == "done");
  CHECK(crawl.fate("/hidden") == "done");
}

TEST_CASE("Sitemap lines are understood as people write them") {
  SitemapCrawl crawl;
  const std::string host = crawl.site.origin().substr(std::string_view("http://").size());
  std::string lines;
  SUBCASE("without a scheme") {
    lines = "Sitemap: " + host + "/map.xml";
  }
  SUBCASE("two on a line") {
    lines = "Sitemap: " + crawl.whole("/none.xml") + ", " + crawl.whole("/map.xml");
  }
  SUBCASE("quoted, with a non-breaking space") {
    lines = "Sitemap:\u00A0\"" + crawl.whole("/map.xml") + "\"";
  }
  SUBCASE("a word that is no URL leaves the guess") {
    lines = "Sitemap: none";
    crawl.site.page("/sitemap.xml", crawl.sitemap({"/a"}));
  }
  crawl.site.robots("User-agent: *\n" + lines + "\n");
  crawl.site.page("/map.xml", crawl.sitemap({"/a"}));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
}

TEST_CASE("a feed or a sitemap is read under a general type") {
  SitemapCrawl crawl;
  crawl.options.sitemap = SitemapUse::automatic;
  const std::string feed =
      "<rss version='2.0'><channel><item><link>" + crawl.whole("/a") + "</link></item></channel></rss>";
  std::string type, body = feed;
  SUBCASE("of bytes") {
    type = "application/octet-stream";
  }
  SUBCASE("of plain text") {
    type = "text/plain; charset=utf-8";
  }
  SUBCASE("of HTML, behind a notice") {
    type = "text/html; charset=UTF-8";
    body = "<br />\n<b>Notice</b>: x in <b>y.php</b><br />\n<?xml version='1.0'?>" + feed;
  }
  SUBCASE("a sitemap as HTML") {
    type = "text/html";
    body = crawl.text("urlset", "url", {"/a"});
  }
  crawl.seeds = {"/feed"};
  crawl.site.page("/feed", TestReply(200, body).header("Content-Type", type));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
}

TEST_CASE("what a sitemap lists passes scope, patterns, depth and robots like a link") {
  SitemapCrawl crawl;
  crawl.site.robots("User-agent: *\nDisallow: /secret\nSitemap: /map.xml\n");
  crawl.options.exclude = {"/skip"};
  crawl.site.page("/map.xml", crawl.sitemap({"/secret", "/skip", "http://other.test/", "/a"}));
  SUBCASE("links may be followed") {
    crawl.run();
    CHECK(crawl.fate("/secret") == "skipped: robots");
    CHECK(crawl.fate("/skip") == "skipped: exclude");
    CHECK(crawl.fate("http://other.test/") == "skipped: scope");
    CHECK(crawl.fate("/a") == "done");
  }
  SUBCASE("the user's sitemap is read even where the seed alone is wanted") {
    crawl.options.depth = 0;
    crawl.options.sitemaps = {crawl.whole("/map.xml")};
    crawl.run();
    CHECK(crawl.fate("/a") == "skipped: depth");
  }
}

TEST_CASE("no sitemap is asked for where no page that it lists could be fetched") {
  SitemapCrawl crawl;
  crawl.site.robots("Sitemap: /map.xml\n");
  SUBCASE("because of the depth") {
    crawl.options.depth = 0;
  }
  SUBCASE("because of the scope") {
    crawl.options.scope = crawl::ScopePreset::page;
  }
  crawl.run();
  CHECK(crawl.site.asked() == "/robots.txt /");
}

TEST_CASE("patterns for pages do not keep a sitemap away, but an exclude does") {
  SitemapCrawl crawl;
  crawl.options.include = {"/docs/"};
  crawl.site.page("/sitemap.xml", crawl.sitemap({"/docs/a", "/blog"}));
  SUBCASE("include") {
    crawl.run();
    CHECK(crawl.fate("/docs/a") == "done");
    CHECK(crawl.fate("/blog") == "skipped: include");
  }
  SUBCASE("exclude") {
    crawl.options.exclude = {"sitemap"};
    crawl.run();
    CHECK(crawl.fate("/sitemap.xml") == "skipped: exclude");
  }
}

TEST_CASE("a second loc in an entry, whose end tag was forgotten, is found too") {
  SitemapCrawl crawl;
  crawl.site.page(
      "/sitemap.xml",
      crawl.xml("<sitemapindex><sitemap><loc>/1.xml</loc><loc>/2.xml</loc></sitemap></sitemapindex>"));
  crawl.site.page("/1.xml", crawl.xml("<urlset><url><loc>/a</loc><loc>/b</loc></url></urlset>"));
  crawl.site.page("/2.xml", crawl.sitemap({"/c"}));
  crawl.run();
  for (const auto* page : {"/a", "/b", "/c"}) CHECK(crawl.fate(page) == "done");
}

TEST_CASE("indexes lead to sitemaps, also compressed ones and plain text, three levels deep and no deeper") {
  SitemapCrawl crawl;
  crawl.site.page("/sitemap.xml", crawl.index({"/1.xml", "/packed.xml.gz", "/list.txt"}));
  crawl.site.page("/packed.xml.gz", TestReply(200, gzip(crawl.text("urlset", "url", {"/from-packed"})))
                                        .header("Content-Type", "application/x-gzip"));
  crawl.site.page("/list.txt", plain(crawl.whole("/from-text") + "\n"));
  crawl.site.page("/1.xml", crawl.index({"/2.xml"}));
  crawl.site.page("/2.xml", crawl.index({"/3.xml"}));
  crawl.site.page("/3.xml", crawl.index({"/4.xml"}));
  crawl.run();
  CHECK(crawl.fate("/from-packed") == "done");
  CHECK(crawl.fate("/from-text") == "done");
  CHECK(crawl.fate("/3.xml") == "done");
  CHECK(crawl.fate("/4.xml") == "skipped: sitemap nesting");
  CHECK(crawl.rows("SELECT depth FROM urls WHERE url LIKE '%/from-text'") == "1");
  crawl.check_file();
}

TEST_CASE("no more sitemaps are fetched than the limit says") {
  SitemapCrawl crawl;
  crawl.options.sitemap_files = 2;
  crawl.site.page("/sitemap.xml", crawl.index({"/1.xml", "/2.xml"}));
  crawl.site.page("/1.xml", crawl.sitemap({"/a"}));
  crawl.site.page("/2.xml", crawl.sitemap({"/b"}));
  crawl.run();
  CHECK(crawl.fate("/1.xml") == "done");
  CHECK(crawl.fate("/2.xml") == "skipped: too many sitemaps");
  crawl.check_file();
}

TEST_CASE("a second try of a sitemap does not count again, but sitemaps of an earlier run count") {
  SitemapCrawl crawl;
  crawl.options.sitemap_files = 2;
  crawl.site.pages("/sitemap.xml", {status(500), crawl.index({"/1.xml", "/2.xml"})});
  crawl.site.page("/1.xml", crawl.sitemap({"/a", "/b"}));
  crawl.site.page("/2.xml", crawl.sitemap({"/c"}));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/1.xml", [&crawler] { crawler.stop(); }); });
  REQUIRE(crawl.fate("/1.xml") == "done");
  REQUIRE(crawl.fate("/2.xml") == "pending");
  crawl.run();
  CHECK(crawl.fate("/2.xml") == "skipped: too many sitemaps");
  CHECK(crawl.fate("/b") == "done");
  crawl.check_file();
}

TEST_CASE("only the first 50,000 entries of a sitemap are read") {
  SitemapCrawl crawl;
  crawl.options.exclude = {"/x"};
  std::vector<std::string> lines(50'001, "/x");
  for (std::size_t i = 0; i < lines.size(); ++i) lines[i] += std::to_string(i);
  crawl.site.page("/sitemap.xml", crawl.sitemap(lines));
  crawl.run();
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE via_kind = 'sitemap' AND skip_reason = 'exclude'") ==
        50'000);
  CHECK(crawl.rows("SELECT message FROM events") ==
        "the sitemap /sitemap.xml was not read to its end: it has more than 50,000 entries");
}

TEST_CASE("a sitemap gives at most 50,000 pages in other languages") {
  SitemapCrawl crawl;
  crawl.options.exclude = {"/x"};
  std::string text = "<urlset>";
  for (int i = 0, other = 0; i < 110; ++i) {
    text += "<url><loc>" + crawl.whole("/x") + "</loc>";
    for (int n = 0; n < 500; ++n) text += "<link rel='alternate' href='/x" + std::to_string(other++) + "'/>";
    text += "</url>";
  }
  crawl.site.page("/sitemap.xml", crawl.xml(text + "</urlset>"));
  crawl.run();
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'exclude'") == 50'001);
}

TEST_CASE("a sitemap of more than 50 MiB is read so far, and not at all if it is packed") {
  SitemapCrawl crawl;
  crawl.site.robots("Sitemap: /map.xml\n");
  const std::string large = crawl.text("urlset", "url", {"/a"}) + std::string(50 << 20, '\n');
  std::string warning, fate;
  SUBCASE("packed") {
    crawl.site.page("/map.xml", TestReply(200, gzip(large)));
    warning = "/map.xml is no sitemap: it unpacks to more than 50 MiB";
  }
  SUBCASE("as it is") {
    crawl.site.page("/map.xml", crawl.xml(large));
    warning = "the sitemap /map.xml was not read to its end: it is larger than 52428800 bytes";
    fate = "done";
  }
  crawl.run();
  CHECK(crawl.fate("/a") == fate);
  CHECK(crawl.rows("SELECT message FROM events").starts_with(warning));
}

TEST_CASE("a sitemap may be larger than a page") {
  SitemapCrawl crawl;
  crawl.options.limits.body_bytes = 2'000;
  crawl.site.page("/sitemap.xml", crawl.xml(crawl.text("urlset", "url", {"/a"}) + std::string(10'000, '\n')));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
}

TEST_CASE("since: what has not changed is left out, but what has no date is not") {
  SitemapCrawl crawl;
  crawl.options.sitemap_since = 1'767'225'600;  // 2026-01-01
  crawl.site.page("/sitemap.xml", crawl.index({"/new.xml 2026-02-01", "/old.xml 2025-01-01"}));
  crawl.site.page("/new.xml",
                  crawl.sitemap({"/old 2025-12-31T23:59:59Z", "/new 2026-01-01", "/unknown", "/odd soon"}));
  crawl.run();
  CHECK(crawl.fate("/old.xml") == "skipped: not modified");
  CHECK(crawl.fate("/old") == "skipped: not modified");
  CHECK(crawl.fate("/new") == "done");
  CHECK(crawl.fate("/unknown") == "done");
  CHECK(crawl.fate("/odd") == "done");
}

TEST_CASE("since: a date without a day counts to its end") {
  SitemapCrawl crawl;
  crawl.options.sitemap_since = 1'767'268'800;  // 2026-01-01 12:00
  crawl.site.page("/sitemap.xml",
                  crawl.sitemap({"/day 2026-01-01", "/month 2026-01", "/year 2026", "/eve 2025-12-31",
                                 "/then 2025-12", "/before 2024", "/at 2026-01-01T11:00Z"}));
  crawl.run();
  CHECK(crawl.rows("SELECT url FROM urls WHERE state = 'done' AND depth = 1 ORDER BY url") ==
        "/day, /month, /year");
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE skip_reason = 'not modified'") == 4);
}

TEST_CASE("since: months and years are as long as they are") {
  struct Month {
    double since;  ///< the first second after the month
    std::string month;
  };
  for (const Month& each :
       {Month{1'772'323'200, "2026-02"}, Month{1'709'251'200, "2024-02"}, Month{1'777'593'600, "2026-04"},
        Month{1'769'904'000, "2026-01"}, Month{1'767'225'600, "2025-12"}, Month{1'767'225'600, "2025"},
        Month{1'735'689'600, "2024"}}) {
    for (const int seconds_before : {0, 1}) {
      CAPTURE(each.month);
      SitemapCrawl crawl;
      crawl.options.sitemap_since = each.since - seconds_before;
      crawl.site.page("/sitemap.xml", crawl.sitemap({"/a " + each.month}));
      crawl.run();
      CHECK(crawl.fate("/a") == (seconds_before == 0 ? "skipped: not modified" : "done"));
    }
  }
}

TEST_CASE("a redirect of a sitemap is followed") {
  SitemapCrawl crawl;
  crawl.options.depth = 1;
  crawl.site.page("/sitemap.xml", redirect("/maps/all.xml", 301));
  crawl.site.page("/maps/all.xml", crawl.sitemap({"/a"}));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
  CHECK(crawl.via("/maps/all.xml") == "redirect /sitemap.xml");
}

TEST_CASE(
    "redirect_chains is empty after a crawl of sitemaps and feeds, and what they list has no redirect") {
  SitemapCrawl crawl;
  crawl.site.page("/sitemap.xml", crawl.index({"/1.xml"}));
  crawl.site.page("/1.xml", crawl.sitemap({"/a", "/feed"}));
  crawl.site.page("/a", links({"/b"}));
  crawl.site.page("/feed", crawl.xml("<rss version='2.0'><channel><title>t</title><item><link>" +
                                     crawl.whole("/c") + "</link></item></channel></rss>"));
  crawl.run();
  CHECK(crawl.fate("/b") != "");
  CHECK(crawl.fate("/c") != "");
  CHECK(crawl.rows("SELECT * FROM redirect_chains") == "");
  CHECK(crawl.count("SELECT count(*) FROM pages WHERE redirect_id IS NOT NULL") == 0);
}

TEST_CASE("sitemaps do not count as pages of the limit") {
  SitemapCrawl crawl;
  crawl.options.page_limit = 2;
  crawl.site.page("/sitemap.xml", crawl.sitemap({"/a", "/b"}));
  crawl.site.page("/", html(""));
  crawl.site.page("/a", html(""));
  CHECK(crawl.run() == Ending::page_limit);
  CHECK(crawl.pages() == "/, /a, /sitemap.xml");
}

TEST_CASE("sitemaps of an earlier run do not count as pages of the limit either") {
  SitemapCrawl crawl;
  crawl.options.page_limit = 3;
  crawl.site.page("/sitemap.xml", crawl.index({"/1.xml"}));
  crawl.site.page("/1.xml", crawl.sitemap({"/a", "/b", "/c"}));
  crawl.run([&](crawl::Crawler& crawler) { crawl.when_asked("/a", [&crawler] { crawler.stop(); }); });
  CHECK(crawl.progress.sitemaps == 2);
  CHECK(crawl.run() == Ending::page_limit);
  CHECK(crawl.progress.pages == 3);
  CHECK(crawl.progress.sitemaps == 2);
  CHECK(crawl.pages() == "/, /1.xml, /a, /b, /sitemap.xml");
  crawl.check_file();
}

TEST_CASE("a seed that is the user's sitemap as well is a sitemap") {
  SitemapCrawl crawl;
  crawl.seeds = {"/list.txt"};
  crawl.options.sitemaps = {crawl.whole("/list.txt")};
  crawl.site.page("/list.txt", plain(crawl.whole("/a") + "\n"));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
}

TEST_CASE("a recrawl reads a sitemap that has changed, and asks for it conditionally") {
  SitemapCrawl crawl;
  crawl.site.pages("/sitemap.xml", {crawl.sitemap({"/a"}).header("ETag", "\"1\""),
                                    crawl.sitemap({"/a", "/b"}).header("ETag", "\"2\""), status(304)});
  crawl.run();
  crawl.run();
  CHECK(crawl.fate("/b") == "done");
  crawl.run();
  CHECK(crawl.rows("SELECT status, json_extract(meta, '$.urls') FROM pages WHERE url LIKE '%/sitemap.xml'") ==
        "200 1, 200 2, 304 2");
  crawl.check_file();
}

TEST_CASE("a named sitemap that is none gives a warning") {
  SitemapCrawl crawl;
  crawl.site.robots("Sitemap: /map.xml\n");
  crawl.site.page("/map.xml", html("Nothing here"));
  crawl.run();
  CHECK(crawl.rows("SELECT level, kind, message FROM events") == "warning sitemap /map.xml is no sitemap");
}

TEST_CASE("robots.txt is not asked for sitemaps when the user ignores it") {
  SitemapCrawl crawl;
  crawl.options.obey_robots = false;
  crawl.site.page("/sitemap.xml", crawl.sitemap({"/a"}));
  crawl.run();
  CHECK(crawl.site.asked() == "/sitemap.xml / /a");
}

TEST_CASE("the entries of a feed are links of it") {
  SitemapCrawl crawl;
  crawl.site.page("/", html("", "<link rel=alternate type='application/rss+xml' href=/feed>"));
  crawl.site.page("/feed",
                  TestReply(200,
                            "<rss version='2.0'><channel><title>News</title><item><title>First</title>"
                            "<link>/first</link></item><item><link>http://other.test/</link></item>"
                            "</channel></rss>")
                      .header("Content-Type", "application/rss+xml"));
  crawl.site.page("/first", html(""));
  crawl.run();
  CHECK(crawl.fate("/first") == "done");
  CHECK(crawl.via("/first") == "feed /feed");
  CHECK(crawl.rows(
            "SELECT l.kind, l.text, u.url FROM links l JOIN urls u ON u.id = url_id WHERE l.kind = 'feed'") ==
        "feed First /first, feed  http://other.test/");
  CHECK(crawl.rows("SELECT title, links_internal, links_external FROM pages WHERE url LIKE '%/feed'") ==
        "News 1 1");
  crawl.check_file();
}

TEST_CASE("the entries of a feed are not followed when its headers or the user say so") {
  SitemapCrawl crawl;
  crawl.seeds = {"/feed"};
  TestReply feed(200, "<feed><entry><link href='/first'/></entry></feed>");
  feed.header("Content-Type", "application/atom+xml");
  std::string reason = "skipped: nofollow";
  SUBCASE("X-Robots-Tag") {
    feed.header("X-Robots-Tag", "nofollow");
  }
  SUBCASE("sitemaps alone") {
    crawl.options.sitemap = SitemapUse::only;
    reason = "skipped: not in a sitemap";
  }
  crawl.site.page("/feed", feed);
  crawl.run();
  CHECK(crawl.fate("/first") == reason);
}

TEST_CASE("all kinds of feeds are recognised, whatever they are called") {
  SitemapCrawl crawl;
  const std::pair<std::string, std::string> feeds[] = {
      {"text/xml",
       "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
       "xmlns='http://purl.org/rss/1.0/'><item><link>/x</link></item></rdf:RDF>"},
      {"application/xml",
       "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><entry>"
       "<link href='/x'/></entry></feed>"},
      {"text/html", "<rss version='2.0'><channel><item><link>/x</link></item></channel></rss>"},
      {"", "<?xml version='1.0'?><rss><channel><item><link>/x</link></item></channel></rss>"}};
  for (const auto& row : feeds) {
    const std::string& type = row.first;
    CAPTURE(type);
    SitemapCrawl one;
    one.options.sitemap = SitemapUse::off;
    one.seeds = {"/feed"};
    TestReply feed(200, row.second);
    one.site.page("/feed", type.empty() ? feed : feed.header("Content-Type", type));
    one.run();
    CHECK(one.via("/x") == "feed /feed");
  }
}

TEST_CASE("RSS and Atom serve as sitemaps where they are named as such") {
  SitemapCrawl crawl;
  crawl.site.robots("Sitemap: /rss\nSitemap: /atom\n");
  crawl.site.page("/rss", crawl.xml("<rss><channel><item><link>/from-rss</link></item></channel></rss>"));
  crawl.site.page("/atom", crawl.xml("<feed><entry><link href='/from-atom'/></entry></feed>"));
  crawl.run();
  CHECK(crawl.via("/from-rss") == "sitemap /rss");
  CHECK(crawl.via("/from-atom") == "sitemap /atom");
}

TEST_CASE("a crawl that ends in the middle of its sitemaps goes on with them") {
  SitemapCrawl crawl;
  crawl.site.robots("Sitemap: /map.xml\n");
  crawl.site.page("/map.xml", crawl.index({"/1.xml", "/2.xml"}));
  crawl.site.page("/1.xml", crawl.sitemap({"/a"}));
  crawl.site.page("/2.xml", crawl.sitemap({"/b"}));
  crawl::Crawler* running = nullptr;
  crawl.when_asked("/1.xml", [&] { running->stop(); });
  CHECK(crawl.run([&](crawl::Crawler& crawler) { running = &crawler; }) == Ending::interrupted);
  CHECK(crawl.fate("/2.xml") == "pending");
  CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.fate("/a") == "done");
  CHECK(crawl.fate("/b") == "done");
  CHECK(crawl.site.times_asked("/map.xml") == 1);
  crawl.check_file();
}
