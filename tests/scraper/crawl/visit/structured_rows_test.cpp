#include "scraper/crawl/visit/structured_rows.hpp"

#include <doctest/doctest.h>

#include "tests/support/test_crawl.hpp"

using namespace trawl::support;

namespace {

constexpr const char* kRows =
    "SELECT url, kind, type, data FROM structured JOIN pages ON pages.id = page_id ORDER BY structured.id";

TestReply xml(const std::string& text, const std::string& type = "application/xml") {
  return TestReply(200, text).header("Content-Type", type);
}

struct StructuredCrawl : TestCrawl {
  StructuredCrawl() { options.structured = true; }
};

}  // namespace

TEST_CASE("with --structured a crawl stores what pages and feeds say of themselves") {
  StructuredCrawl crawl;
  crawl.site.page("/", html("<a href=/feed>f</a><a href=/x>x</a>"
                            "<script type=application/ld+json>{\"@type\":\"Shop\",\"n\":1.50}</script>"));
  crawl.site.page("/feed", xml("<rss><channel><item><title>One</title></item></channel></rss>"));
  crawl.site.page(
      "/x", xml("<html xmlns='http://www.w3.org/1999/xhtml'><p itemscope=''><b itemprop='a'>1</b></p></html>",
                "application/xhtml+xml"));
  crawl.run();
  CHECK(crawl.rows(kRows) ==
        "/ json-ld Shop {\"@type\":\"Shop\",\"n\":1.50}, /feed feed rss {\"title\":\"One\"}, "
        "/x microdata  {\"properties\":{\"a\":\"1\"}}");
}

TEST_CASE("without --structured, and on pages of errors, nothing is stored") {
  const TestReply page = html("<script type=application/ld+json>{}</script>");
  TestCrawl plain;
  plain.site.page("/", page);
  plain.run();
  CHECK(plain.rows(kRows) == "");
  StructuredCrawl crawl;
  TestReply missing = page;
  missing.status = 404;
  crawl.site.page("/", missing);
  crawl.run();
  CHECK(crawl.rows(kRows) == "");
}

TEST_CASE("what could not be read is a warning that names the page") {
  StructuredCrawl crawl;
  crawl.site.page("/", html("<script type=application/ld+json>{\"a\":1} oops</script>"));
  crawl.run();
  CHECK(crawl.rows(kRows) == "/ json-ld  {\"a\":1}");
  CHECK(crawl.rows("SELECT level, kind, message FROM events WHERE kind = 'structured data'") ==
        "warning structured data /: JSON-LD: no JSON at byte 8");
}
