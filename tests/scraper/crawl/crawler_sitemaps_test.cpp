// What a crawl makes of sitemaps and feeds, seen from the site.
#include <doctest/doctest.h>

#include "tests/support/compression.hpp"
#include "tests/support/test_crawl.hpp"

using namespace support;
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

TEST_CASE("a missing /sitemap.xml that a page links to is a broken link all the same") {
  SitemapCrawl crawl;
  crawl.site.page("/", links({"/later"}));
  crawl.site.page("/later", links({"/sitemap.xml"}));
  crawl.run();
  CHECK(crawl.rows("SELECT status FROM pages WHERE url LIKE '%/sitemap.xml'") == "404");
  crawl.check_file();
}

TEST_CASE("without sitemaps none is asked for, and one that is linked is a page") {
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

TEST_CASE("a sitemap of the user is read in place of others, from another host too") {
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

TEST_CASE("a sitemap that robots.txt names on a foreign host is out of scope") {
  SitemapCrawl crawl;
  crawl.site.robots("Sitemap: http://other.test/map.xml\n");
  crawl.run();
  CHECK(crawl.fate("http://other.test/map.xml") == "skipped: scope");
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
  SUBCASE("the seed alone is wanted") {
    crawl.options.depth = 0;
    crawl.run();
    CHECK(crawl.fate("/a") == "skipped: depth");
  }
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

TEST_CASE("indexes lead to sitemaps, packed and in text as well, three deep and no deeper") {
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

TEST_CASE("a sitemap may be larger than a page") {
  SitemapCrawl crawl;
  crawl.options.limits.body_bytes = 2'000;
  crawl.site.page("/sitemap.xml", crawl.xml(crawl.text("urlset", "url", {"/a"}) + std::string(10'000, '\n')));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
}

TEST_CASE("since: what has not changed is left out, what does not say when is not") {
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

TEST_CASE("a sitemap that was moved is followed") {
  SitemapCrawl crawl;
  crawl.options.depth = 1;
  crawl.site.page("/sitemap.xml", redirect("/maps/all.xml", 301));
  crawl.site.page("/maps/all.xml", crawl.sitemap({"/a"}));
  crawl.run();
  CHECK(crawl.fate("/a") == "done");
  CHECK(crawl.via("/maps/all.xml") == "redirect /sitemap.xml");
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

TEST_CASE("what is named as a sitemap and is none is a warning") {
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
            "SELECT l.kind, l.text, u.url FROM links l JOIN urls u ON u.id = url_id WHERE kind = 'feed'") ==
        "feed First /first, feed  http://other.test/");
  CHECK(crawl.rows("SELECT title, links_internal, links_external FROM pages WHERE url LIKE '%/feed'") ==
        "News 1 1");
  crawl.check_file();
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
