#include "storage/tables/item_writer.hpp"

#include <limits>

#include <doctest/doctest.h>

#include "tests/storage/item_crawl.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

const char* const kProducts = "SELECT sku, price FROM products ORDER BY _id";

/// shops(name), in each of them offers(text), and with `offer_key` that is their key.
std::vector<ItemTable> shops(const std::vector<std::string>& shop_key,
                             const std::vector<std::string>& offer_key) {
  return {item_table("shops", {{"name", ItemType::text}}, shop_key),
          item_table("offers", {{"text", ItemType::text}}, offer_key, 0)};
}

const char* const kOffers =
    "SELECT s.name, o.text FROM offers AS o LEFT JOIN shops AS s ON s._id = o._parent_id ORDER BY o._id";

}  // namespace

TEST_CASE("the rows of a page come with it, and say where and when they were seen") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.5}), item({"two", std::monostate()})});
  CHECK(crawl.rows(kProducts) == "one 1.5; two NULL");
  CHECK(crawl.rows("SELECT _page_id, _crawl_id, _url, _position, _first_seen, _last_seen FROM products") ==
        "1 1 http://a.example/a 1 2023-11-14T22:15:20.000Z 2023-11-14T22:15:20.000Z; "
        "1 1 http://a.example/a 2 2023-11-14T22:15:20.000Z 2023-11-14T22:15:20.000Z");
  CHECK(crawl.is_sound());
}

TEST_CASE("a row with a key is updated where it is found again, in the same crawl and in a later one") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.0}), item({"two", 2.0})});
  crawl.visit("/b", {item({"one", 1.5})});
  CHECK(crawl.rows(kProducts) == "one 1.5; two 2");
  crawl.next_crawl();
  crawl.visit("/a", {item({"two", 3.0}), item({"two", 4.0})});
  CHECK(crawl.rows("SELECT sku, price, _crawl_id, _first_seen < _last_seen FROM products ORDER BY _id") ==
        "one 1.5 1 1; two 4 2 1");
}

TEST_CASE("rows that a later one of their page replaces are counted, until the page is withdrawn") {
  const char* const repeats = "SELECT name, value FROM counters WHERE kind = 'items repeated' AND value <> 0";
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.0}), item({"one", 2.0}), item({"two", 1.0})});
  crawl.visit("/b", {item({"one", 1.0}), item({"one", 1.0}), item({"three", 3.0})});  // nothing is lost
  CHECK(crawl.rows(repeats) == "products 1");
  CHECK(crawl.rows("SELECT kind, message FROM events") ==
        "key repeated 1 row of products had the key of a later row of the page, which replaced it");
  crawl.withdraw("/a");
  CHECK(crawl.rows(repeats) == "");
}

TEST_CASE("without a key the newest page of a URL replaces the rows of its earlier visit") {
  ItemCrawl crawl(products({}));
  crawl.visit("/a", {item({"one", 1.0}), item({"same", 1.0}), item({"same", 1.0})});
  crawl.visit("/b", {item({"one", 1.0})});
  CHECK(crawl.rows(kProducts) == "one 1; same 1; same 1; one 1");
  crawl.next_crawl();
  crawl.visit("/a", {item({"new", 5.0}), item({"same", 1.0})});
  CHECK(crawl.rows("SELECT _id, sku, price, _crawl_id FROM products ORDER BY _id") ==
        "1 new 5 2; 2 same 1 2; 4 one 1 1");
  crawl.next_crawl();
  crawl.visit("/a", {});
  CHECK(crawl.rows(kProducts) == "one 1");
  CHECK(crawl.rows("SELECT crawl_id, kind, value FROM counters WHERE name = 'products' ORDER BY 1, 2") ==
        "1 items added 4; 2 items removed 1; 3 items removed 2");
}

TEST_CASE("a page that fails or redirects leaves the rows of its URL as they are") {
  for (const int status : {0, 301, 404, 500}) {
    CAPTURE(status);
    ItemCrawl crawl(products({}));
    crawl.visit("/a", {item({"one", 1.0})});
    crawl.next_crawl();
    crawl.visit("/a", {}, status);
    CHECK(crawl.rows(kProducts) == "one 1");
  }
  ItemCrawl crawl(products({}));
  crawl.visit("/a", {item({"one", 1.0})});
  crawl.next_crawl();
  Visit cut = crawl.fetched("/a", {});
  cut.page->error = "timeout";
  crawl.commit(cut);
  CHECK(crawl.rows(kProducts) == "one 1");
  crawl.next_crawl();
  Visit unchanged = crawl.fetched("/a", {}, 304);  // and there is no body to read it from
  crawl.commit(unchanged);
  CHECK(crawl.rows(kProducts) == "one 1");
}

TEST_CASE("a page that was cut replaces the rows that it has, and removes none") {
  ItemCrawl crawl(products({}));
  crawl.visit("/a", {item({"one", 1.0}), item({"two", 2.0}), item({"three", 3.0})});
  crawl.next_crawl();
  Visit cut = crawl.fetched("/a", {item({"one", 1.0}), item({"2", 2.0})});
  cut.page->truncated = true;
  crawl.commit(cut);
  CHECK(crawl.rows(kProducts) == "one 1; 2 2; three 3");
}

TEST_CASE("rows of which a part of the key is NULL are those of their page") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({std::monostate(), 1.0}), item({"", 2.0}), item({"three", 3.0})});
  crawl.visit("/b", {item({std::monostate(), 1.0})});
  CHECK(crawl.integer("SELECT count(*) FROM products") == 4);
  crawl.next_crawl();
  crawl.visit("/a", {item({std::monostate(), 9.0})});
  CHECK(crawl.rows("SELECT sku, price FROM products ORDER BY price") == "NULL 1; three 3; NULL 9");
}

TEST_CASE("a page decides only on the fields that its rules look for") {
  ItemCrawl crawl({item_table(
      "products", {{"sku", ItemType::text}, {"price", ItemType::real}, {"text", ItemType::text}}, {"sku"})});
  Visit list = crawl.fetched("/list", {item({"one", 1.0})});
  list.field_health = {health(0, 1, 1, 0, 0), health(1, 1, 1, 0, 0)};
  crawl.commit(list);
  Visit detail = crawl.fetched("/one", {item({"one", std::monostate(), "long"})});
  detail.field_health = {health(0, 1, 1, 0, 0), health(2, 1, 1, 0, 0)};
  crawl.commit(detail);
  CHECK(crawl.rows("SELECT sku, price, text FROM products") == "one 1 long");
  crawl.next_crawl();
  Visit later = crawl.fetched("/list", {item({"one", std::monostate()})});
  later.field_health = list.field_health;
  crawl.commit(later);
  CHECK(crawl.rows("SELECT sku, price, text FROM products") == "one NULL long");
}

TEST_CASE("nested rows know their parent, and the newest page with a parent that has a key replaces them") {
  ItemCrawl crawl(shops({"name"}, {}));
  crawl.visit("/a", {item({"x"}), item({"1"}, 1, 0), item({"2"}, 1, 0), item({"y"}), item({"1"}, 1, 3)});
  CHECK(crawl.rows(kOffers) == "x 1; x 2; y 1");
  crawl.visit("/b", {item({"x"}), item({"3"}, 1, 0)});
  CHECK(crawl.rows(kOffers) == "x 3; y 1");
  crawl.visit("/list", {item({"x"}), item({"y"})});
  CHECK(crawl.rows(kOffers) == "x 3; y 1");
  crawl.next_crawl();
  crawl.visit("/a", {item({"x"}), item({"1"}, 1, 0)});
  CHECK(crawl.rows(kOffers) == "x 1");
  CHECK(crawl.is_sound());
}

TEST_CASE("a nested row's key counts among the rows of a parent that has a key") {
  ItemCrawl crawl(shops({"name"}, {"text"}));
  crawl.visit("/a", {item({"x"}), item({"1"}, 1, 0), item({"y"}), item({"1"}, 1, 2)});
  crawl.visit("/b", {item({"x"}), item({"1"}, 1, 0), item({"2"}, 1, 0)});
  CHECK(crawl.rows(kOffers) == "x 1; y 1; x 2");
}

TEST_CASE("a nested row with a key outlives a parent without one") {
  ItemCrawl crawl(shops({}, {"text"}));
  crawl.visit("/a", {item({"x"}), item({"1"}, 1, 0), item({"y"}), item({"2"}, 1, 2)});
  crawl.next_crawl();
  crawl.visit("/a", {item({"x"}), item({"2"}, 1, 0)});
  CHECK(crawl.rows(kOffers) == "x 1; x 2");
  crawl.next_crawl();
  crawl.visit("/a", {});
  CHECK(crawl.rows(kOffers) == "NULL 1; NULL 2");
  CHECK(crawl.is_sound());
}

TEST_CASE("a value that does not fit its column becomes NULL, and fails no page") {
  ItemCrawl crawl({item_table("t", {{"i", ItemType::integer},
                                    {"r", ItemType::real},
                                    {"b", ItemType::boolean},
                                    {"s", ItemType::text},
                                    {"j", ItemType::json}})});
  const double huge = std::numeric_limits<double>::max(), none = std::numeric_limits<double>::quiet_NaN();
  crawl.visit("/a", {item({"x", "x", "x", std::int64_t{7}, 1.5}), item({2.0, std::int64_t{3}, 1.0}),
                     item({huge, none, 0.5, "", "[]"})});
  CHECK(crawl.rows("SELECT i, r, b, s, j FROM t") ==
        "NULL NULL NULL 7 1.5; 2 3 1 NULL NULL; NULL NULL NULL NULL []");
  CHECK(crawl.rows("SELECT typeof(i), typeof(r), typeof(s) FROM t LIMIT 2") ==
        "null null text; integer real null");
}

TEST_CASE("a visit that is delivered twice counts once, and so do its rows and its health") {
  ItemCrawl crawl(products({}));
  Visit visit = crawl.fetched("/a", {item({"one", 1.0})});
  visit.field_health = {health(0, 1, 1, 0, 0), health(1, 3, 2, 1, 1), health(1, 1, 0, 1, 0)};
  crawl.commit(visit);
  crawl.commit(visit);
  CHECK(crawl.rows(kProducts) == "one 1");
  CHECK(crawl.rows("SELECT * FROM field_health") == "1 products price 4 2 2 1; 1 products sku 1 1 0 0");
}

TEST_CASE("a page that is withdrawn takes its rows, its changes and its health back") {
  ItemCrawl crawl;
  Visit first = crawl.fetched("/a", {item({"one", 1.0}), item({"two", 2.0})});
  crawl.commit(first);
  crawl.next_crawl();
  Visit wrong = crawl.fetched("/b", {item({"one", 5.0}), item({"wrong", 2.0})});
  wrong.field_health = {health(0, 2, 2, 0, 0), health(1, 2, 2, 0, 0)};
  crawl.commit(wrong);
  CHECK(crawl.rows("SELECT field, old, new FROM changes") == "price 1 5");
  crawl.withdraw("/b");
  CHECK(crawl.rows(kProducts) == "one 1; two 2");
  CHECK(crawl.rows("SELECT * FROM changes") == "");
  CHECK(crawl.rows("SELECT field, rows FROM field_health WHERE crawl_id = 2") == "price 0; sku 0");
  CHECK(crawl.integer("SELECT sum(value) FROM counters WHERE kind = 'items added'") == 2);
  CHECK(crawl.is_sound());
  crawl.visit("/b", {item({"one", 1.0})});
  CHECK(crawl.rows("SELECT sku, price, _page_id FROM products ORDER BY _id") == "one 1 2; two 2 1");
}

TEST_CASE("a crawl of the file without a spider file leaves its tables alone") {
  ItemCrawl crawl(products({}));
  crawl.visit("/a", {item({"one", 1.0})});
  crawl.next_crawl({item_table("others", {{"x", ItemType::text}})});
  crawl.visit("/a", {});
  CHECK(crawl.rows(kProducts) == "one 1");
}
