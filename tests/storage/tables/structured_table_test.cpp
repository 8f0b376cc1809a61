#include "storage/tables/structured_table.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

Visit page_in(CrawlFile& crawl, const std::string& path) {
  Visit visit = crawl.fetched(new_url(path, ViaKind::seed));
  for (const char* type : {"Product", ""}) {
    StructuredRow& row = visit.structured.emplace_back();
    row.kind = "json-ld";
    row.type = type;
    row.data = R"({"a": 1})";
  }
  return visit;
}

}  // namespace

TEST_CASE("what a page says of itself is stored with it, in order") {
  CrawlFile crawl;
  crawl.commit(page_in(crawl, "/a"));
  crawl.commit(page_in(crawl, "/b"));
  CHECK(
      crawl.text(
          "SELECT group_concat(page_id || ' ' || kind || ' ' || ifnull(type, 'NULL') || ' ' || data, ', ') "
          "FROM (SELECT * FROM structured ORDER BY id)") ==
      R"(1 json-ld Product {"a": 1}, 1 json-ld NULL {"a": 1}, 2 json-ld Product {"a": 1}, 2 json-ld NULL {"a": 1})");
}

TEST_CASE("what a page says of itself goes when the page is taken back") {
  CrawlFile crawl;
  const Visit visit = page_in(crawl, "/a");
  crawl.commit(visit);
  crawl.commit(page_in(crawl, "/b"));
  Visit withdrawal;
  withdrawal.url_id = visit.url_id;
  withdrawal.is_withdrawal = true;
  crawl.commit(withdrawal);
  CHECK(crawl.text("SELECT group_concat(DISTINCT page_id) FROM structured") == "2");
  CHECK(crawl.count("SELECT count(*) FROM pages") == 1);
}

TEST_CASE("a visit that is delivered twice is stored once") {
  CrawlFile crawl;
  const Visit visit = page_in(crawl, "/a");
  crawl.commit(visit);
  crawl.commit(visit);
  CHECK(crawl.count("SELECT count(*) FROM structured") == 2);
}
