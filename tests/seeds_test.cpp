// The spider files in seeds/ make the rows of the demo site that they promise.
#include <filesystem>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "web/demo/demo_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;

namespace {

struct Seeds : CommandLine {
  /// Crawls the demo site by one of the files into a.db.
  void crawl(const std::string& file, const std::string& start) {
    const std::string spider = std::filesystem::absolute("seeds/" + file).string();
    const Finished crawl = run({"crawl", "-f", spider, site.url() + start, "-o", "a.db", "--delay", "0",
                                "--per-host", "8", "--ui", "off"});
    CAPTURE(crawl.err);
    REQUIRE(crawl.exit_code == 0);
  }
  std::string answer(const std::string& sql) { return run({"query", "a.db", sql, "--csv"}).out; }

  const web::DemoSite site;
};

}  // namespace

TEST_CASE_FIXTURE(Seeds, "seeds/shop.yaml makes products with numbers for prices, and their reviews") {
  if (trawl.empty()) return;
  crawl("shop.yaml", "/shop/");
  CHECK(answer("SELECT count(*), count(price), typeof(price), round(sum(price), 2) FROM products") ==
        "count(*),count(price),typeof(price),\"round(sum(price), 2)\"\r\n24,24,real,1144.7\r\n");
  CHECK(
      answer("SELECT sku, name, price, currency, availability, rating FROM products WHERE sku = 'HS-1101'") ==
      "sku,name,price,currency,availability,rating\r\nHS-1101,Braided Line 8 mm,24.5,EUR,In stock,4.7\r\n");
  CHECK(answer(
            "SELECT author, stars, typeof(stars) AS t FROM reviews r JOIN products p ON p._id = r._parent_id "
            "WHERE sku = 'HS-1101' ORDER BY r._id") ==
        "author,stars,t\r\nMarit,5,integer\r\nJoost,4,integer\r\nInes,5,integer\r\n");
  CHECK(answer("SELECT count(*) AS n FROM reviews WHERE stars IS NULL OR text IS NULL") == "n\r\n0\r\n");
  CHECK(answer("SELECT count(*) AS n FROM pages WHERE url NOT LIKE '%/shop/%'") == "n\r\n0\r\n");
}

TEST_CASE_FIXTURE(Seeds, "seeds/blog.yaml makes the notes of the journal, with dates") {
  if (trawl.empty()) return;
  crawl("blog.yaml", "/blog/");
  CHECK(answer("SELECT count(*) AS n, min(published) AS a, max(published) AS z FROM notes WHERE title IS NOT "
               "NULL AND "
               "author IS NOT NULL AND summary IS NOT NULL") == "n,a,z\r\n10,2024-05-21,2026-03-08\r\n");
  CHECK(answer("SELECT title, published, author, tags FROM notes WHERE title = 'Winter lamp care'") ==
        "title,published,author,tags\r\nWinter lamp care,2026-02-02,Edda,\"[\"\"looking after "
        "things\"\"]\"\r\n");
}

TEST_CASE_FIXTURE(Seeds, "seeds/api.yaml reads the API to its last page") {
  if (trawl.empty()) return;
  crawl("api.yaml", "/api/articles");
  CHECK(answer("SELECT count(*) AS n, sum(quantity) AS q, count(DISTINCT sku) AS s FROM stock") ==
        "n,q,s\r\n24,1008,24\r\n");
  CHECK(answer("SELECT substr(url, instr(url, '/api')) AS u FROM pages ORDER BY id") ==
        "u\r\n/api/articles\r\n/api/articles?page=2\r\n/api/articles?page=3\r\n");
}
