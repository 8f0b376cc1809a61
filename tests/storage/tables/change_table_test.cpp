#include "storage/tables/change_table.hpp"

#include <doctest/doctest.h>

#include "tests/storage/item_crawl.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

const char* const kChanges = R"(SELECT "table", key, field, old, new FROM changes)";

void crawl_price(ItemCrawl& crawl, ItemValue price) {
  crawl.visit("/a", {item({"one", std::move(price)})});
  crawl.next_crawl();
}

}  // namespace

TEST_CASE("the first sight is no change, and old is always the value directly before") {
  ItemCrawl crawl;
  crawl_price(crawl, 10.0);
  CHECK(crawl.rows(kChanges) == "");
  crawl_price(crawl, 12.5);
  crawl_price(crawl, 12.5);
  crawl_price(crawl, 10.0);
  crawl_price(crawl, std::monostate());
  crawl_price(crawl, 10.0);
  CHECK(crawl.rows(kChanges) ==
        "products one price 10 12.5; products one price 12.5 10; products one price 10 NULL; "
        "products one price NULL 10");
  CHECK(crawl.rows(
            "SELECT at = (SELECT fetched_at FROM pages WHERE id = 2), url, crawl_id FROM changes LIMIT 1") ==
        "1 http://a.example/a 2");
}

TEST_CASE("a row that is new in a later crawl is no change, and what stays the same costs no row") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.0})});
  crawl.next_crawl();
  crawl.visit("/a", {item({"one", 1.0}), item({"two", 2.0})});
  crawl.visit("/b", {item({"two", 3.0})});
  CHECK(crawl.rows(kChanges) == "");
  CHECK(crawl.rows("SELECT sku, price FROM products") == "one 1; two 3");
}

TEST_CASE("what a new field finds in a row that is known is its first sight, also after the crawl went on") {
  ItemCrawl crawl({item_table("products", {{"sku", ItemType::text}}, {"sku"})});
  crawl.visit("/a", {item({"one"})});
  crawl.visit("/b", {item({"two"})});
  crawl.next_crawl(products());
  crawl.visit("/a", {item({"one", 1.0})});
  crawl.resume();
  crawl.visit("/b", {item({"two", 2.0})});
  crawl.visit("/c", {item({"two", 2.5})});
  CHECK(crawl.rows(kChanges) == "");
  CHECK(crawl.integer("SELECT count(*) FROM counters WHERE kind = 'values changed' AND value <> 0") == 0);
  crawl.next_crawl({item_table("Products", {{"sku", ItemType::text}, {"Price", ItemType::real}}, {"sku"})});
  crawl.visit("/a", {item({"one", 3.0})});
  CHECK(crawl.rows("SELECT key, old, new FROM changes") == "one 1 3");
}

TEST_CASE("of the pages of one crawl only the last counts") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.0})});
  crawl.visit("/b", {item({"one", 2.0})});
  crawl.next_crawl();
  crawl.visit("/a", {item({"one", 1.0})});
  CHECK(crawl.rows(kChanges) == "products one price 2 1");
  crawl.visit("/b", {item({"one", 2.0})});
  CHECK(crawl.rows(kChanges) == "");
  crawl.visit("/c", {item({"one", 3.0})});
  crawl.visit("/d", {item({"one", 4.0})});
  CHECK(crawl.rows(kChanges) == "products one price 2 4");
}

TEST_CASE("a key of several fields is a JSON array") {
  ItemCrawl crawl({item_table("t", {{"a", ItemType::text}, {"b", ItemType::integer}, {"c", ItemType::json}},
                              {"b", "a"})});
  crawl.visit("/a", {item({"x\"", std::int64_t{1}, "[1]"})});
  crawl.next_crawl();
  crawl.visit("/a", {item({"x\"", std::int64_t{1}, "[2]"})});
  CHECK(crawl.rows(kChanges) == R"(t [1,"x\""] c [1] [2])");
  CHECK(crawl.is_sound());
}

TEST_CASE("values keep their types in the changes") {
  ItemCrawl crawl({item_table("t", {{"id", ItemType::integer}, {"n", ItemType::integer}}, {"id"})});
  crawl.visit("/a", {item({std::int64_t{1}, std::int64_t{5}})});
  crawl.next_crawl();
  crawl.visit("/a", {item({std::int64_t{1}, std::int64_t{6}})});
  CHECK(crawl.rows("SELECT typeof(key), typeof(old), new - old FROM changes") == "integer integer 1");
}
