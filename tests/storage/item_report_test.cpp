#include "storage/item_report.hpp"

#include <doctest/doctest.h>

#include "storage/reader.hpp"
#include "tests/storage/item_crawl.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

void visit(ItemCrawl& crawl, const std::string& path, std::vector<ItemRow> items, FieldHealth price) {
  Visit visit = crawl.fetched(path, std::move(items));
  visit.field_health = {health(0, price.rows, price.rows, 0, 0), price};
  crawl.commit(visit);
}

}  // namespace

TEST_CASE("a report has the rows of each table, and its fields beside those of the run before") {
  ItemCrawl crawl;
  visit(crawl, "/a", {item({"one", 1.0}), item({"two", 2.0})}, health(1, 2, 2, 0, 0));
  crawl.next_crawl();
  visit(crawl, "/a", {item({"one", 5.0}), item({"three", std::monostate()})}, health(1, 2, 1, 1, 1));
  visit(crawl, "/b", {item({"four", 4.0})}, health(1, 1, 1, 0, 0));
  const ItemReport report = Reader(crawl.file()).items();
  REQUIRE(report.tables.size() == 1);
  CHECK(report.tables[0].table == "products");
  CHECK(report.tables[0].rows == 4);
  CHECK(report.tables[0].added == 2);
  CHECK(report.tables[0].changed == 1);
  REQUIRE(report.fields.size() == 2);
  CHECK(report.fields[0].field == "sku");
  CHECK_FALSE(report.fields[0].is_worse());
  const FieldReport& price = report.fields[1];
  CHECK(price.now.rows == 3);
  CHECK(price.now.null_percent() == doctest::Approx(100.0 / 3));
  REQUIRE(price.before);
  CHECK(price.before->nulls == 0);
  CHECK(price.is_worse());
}

TEST_CASE("a crawl that finds no row is seen, and compared with the one before that had the field") {
  ItemCrawl crawl;
  visit(crawl, "/a", {item({"one", 1.0})}, health(1, 1, 1, 0, 0));
  crawl.next_crawl();
  crawl.visit("/a", {});
  const ItemReport report = Reader(crawl.file()).items();
  REQUIRE(report.fields.size() == 2);
  CHECK(report.fields[1].now.rows == 0);
  CHECK(report.fields[1].is_worse());
  CHECK(report.tables.at(0).rows == 1);
  CHECK(crawl.rows("SELECT field, rows, rows_before, null_percent, null_percent_before FROM field_summary") ==
        "price 0 1 NULL 0; sku 0 1 NULL 0");
}

TEST_CASE("a file without rules, or of an older schema, has an empty report") {
  const CrawlFile crawl;
  CHECK(Reader(crawl.file()).items().tables.empty());
  TemporaryFolder folder;
  make_old_file(folder / "old.db", "80", 4);
  CHECK(Reader(folder / "old.db").items().fields.empty());
}
