// A crawl continues in a file that an older trawl began.
#include <doctest/doctest.h>

#include "tests/storage/old_file.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

TEST_CASE("a crawl in a file of schema version 1 goes on with its pages, its sitemaps and its guesses") {
  TestCrawl crawl;
  const std::string origin = crawl.site.origin();
  const std::string port = origin.substr(origin.rfind(':') + 1);
  const std::string other = "http://localhost:" + port;
  const auto xml = [](const std::string& text) {
    return TestReply(200, text).header("Content-Type", "application/xml");
  };
  crawl.site.robots("User-agent: *\nDisallow: /private\nSitemap: " + origin + "/map.xml\n");
  crawl.site.page("/map.xml",
                  xml("<sitemapindex><sitemap><loc>" + origin + "/more.xml</loc></sitemap></sitemapindex>"));
  crawl.site.page("/more.xml", xml("<urlset><url><loc>" + origin + "/listed</loc></url></urlset>"));
  for (const auto* target : {"/", "/a", "/b", "/listed"}) crawl.site.page(target, plain(target));
  storage::testing::make_old_file(crawl.file(), port);
  crawl.options.sitemap = crawl::SitemapUse::automatic;
  crawl.seeds = {"/", other + "/"};
  bool is_resumed = false;
  CHECK(crawl.run([&](crawl::Crawler& crawler) { is_resumed = crawler.start().resumed; }) ==
        Ending::finished);
  CHECK(is_resumed);
  crawl.check_file();
  CHECK(crawl.site.times_asked("/") == 1);  // of the other host
  for (const auto* target : {"/a", "/b", "/listed", "/map.xml", "/more.xml"})
    CHECK(crawl.fate(target) == "done");
  CHECK(crawl.fate(other + "/") == "done");
  CHECK(crawl.fate("/private/x") == "skipped: robots");
  CHECK(crawl.fate(other + "/sitemap.xml") == "skipped: no sitemap");
  CHECK(crawl.rows("SELECT kind FROM urls WHERE url LIKE '%/more.xml'") == "sitemap");
  CHECK(crawl.progress.pages == 2 + 4);
  CHECK(crawl.progress.sitemaps == 2);
  CHECK(crawl.count("SELECT sum(errors) FROM hosts") == 0);
}
