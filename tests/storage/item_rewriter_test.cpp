#include "storage/item_rewriter.hpp"

#include <doctest/doctest.h>

#include "storage/file/error.hpp"
#include "tests/storage/item_crawl.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

const char* const kProducts = "SELECT sku, price FROM products ORDER BY _id";

/// What other rules make of the newest page of a URL.
RewrittenPage rewritten(const ItemCrawl& crawl, const std::string& path, std::vector<ItemRow> items) {
  const std::string where =
      " FROM pages WHERE id = (SELECT max(id) FROM pages WHERE url LIKE '%" + path + "')";
  ItemPage page;
  page.id = crawl.integer("SELECT id" + where);
  page.url_id = crawl.integer("SELECT url_id" + where);
  page.crawl_id = crawl.integer("SELECT crawl_id" + where);
  page.url = "http://a.example" + path;
  page.seen_at = Connection(crawl.file(), Access::read).text("SELECT fetched_at" + where);
  RewrittenPage one(page);
  one.items = std::move(items);
  return one;
}

std::string text_of(const std::vector<TableDifference>& tables) {
  std::string text;
  for (const TableDifference& table : tables) {
    text += table.table + " " + std::to_string(table.rows) + " +" + std::to_string(table.added) + " -" +
            std::to_string(table.removed) + " ~" + std::to_string(table.changed) + "\n";
    for (const ItemDifference& one : table.samples)
      text += one.kind + " " + one.url + " " + one.what +
              (one.field.empty() ? "" : " " + one.field + ": " + one.before + " -> " + one.now) + "\n";
  }
  return text;
}

/// Rewrites the pages in a copy.
std::string difference(const ItemCrawl& crawl, const std::vector<ItemTable>& tables,
                       const std::vector<RewrittenPage>& pages) {
  ItemRewriter copy(crawl.file(), tables, ItemPlace::copy);
  copy.rewrite(pages);
  copy.finish();
  return text_of(copy.differences());
}

void write(ItemCrawl& crawl, const std::vector<ItemTable>& tables, const std::vector<RewrittenPage>& pages) {
  crawl.close();
  ItemRewriter file(crawl.file(), tables, ItemPlace::file);
  file.rewrite(pages);
  file.finish();
}

std::string all_of(const ItemCrawl& crawl) {
  return crawl.rows("SELECT type, name, sql FROM sqlite_master ORDER BY name") + crawl.rows(kProducts) +
         crawl.rows("SELECT * FROM field_health") + crawl.rows("SELECT * FROM counters");
}

}  // namespace

TEST_CASE("the same rules change nothing, also where a page of another URL has the same rows") {
  for (const auto& key : {std::vector<std::string>{"sku"}, std::vector<std::string>()}) {
    ItemCrawl crawl(products(key));
    crawl.visit("/list", {item({"one", 1.0}), item({"two", 2.0})});
    crawl.visit("/one", {item({"one", 1.5})});
    const std::vector<RewrittenPage> pages{
        rewritten(crawl, "/list", {item({"one", 1.0}), item({"two", 2.0})}),
        rewritten(crawl, "/one", {item({"one", 1.5})})};
    const std::string rows = key.empty() ? "3" : "2";
    CHECK(difference(crawl, products(key), pages) == "products " + rows + " +0 -0 ~0\n");
    const std::string before = all_of(crawl);
    write(crawl, products(key), pages);
    CHECK(all_of(crawl) == before);
  }
}

TEST_CASE("what other rules add, remove and change is told while a crawl runs, and the file stays as it is") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.0}), item({"two", std::monostate()}), item({"junk", 3.0})});
  const std::string before = all_of(crawl);
  CHECK(difference(crawl, products(),
                   {rewritten(crawl, "/a", {item({"one", 1.0}), item({"two", 2.5}), item({"new", 4.0})})}) ==
        "products 3 +1 -1 ~1\n"
        "added http://a.example/a new\n"
        "removed http://a.example/a junk\n"
        "changed http://a.example/a two price: null -> 2.5\n");
  CHECK(all_of(crawl) == before);
}

TEST_CASE("--write brings the file where the copy was, and corrects values without a change of the page") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", std::monostate()})});
  crawl.next_crawl();
  Visit visit = crawl.fetched("/a", {item({"one", std::monostate()}), item({"junk", 1.0})});
  visit.field_health = {health(1, 2, 1, 1, 0)};
  crawl.commit(visit);
  RewrittenPage page = rewritten(crawl, "/a", {item({"one", 12.0}), item({"two", 2.0})});
  page.field_health = {health(0, 2, 2, 0, 0), health(1, 2, 2, 0, 0)};
  CHECK(difference(crawl, products(), {page}).starts_with("products 2 +1 -1 ~1\n"));
  write(crawl, products(), {page});
  CHECK(crawl.rows(kProducts) == "one 12; two 2");
  CHECK(crawl.rows("SELECT * FROM changes") == "");
  CHECK(crawl.rows("SELECT field, rows, matched, nulls FROM field_health WHERE crawl_id = 2") ==
        "price 2 2 0; sku 2 2 0");
  CHECK(crawl.rows(
            "SELECT sum(iif(kind = 'items added', value, -value)) FROM counters WHERE kind LIKE 'items%'") ==
        "2");
  CHECK(crawl.is_sound());
  CHECK(difference(crawl, products(), {page}) == "products 2 +0 -0 ~0\n");
}

TEST_CASE("a row that one page no longer has stays where another page has it, whatever their order") {
  for (const bool is_first : {true, false}) {
    ItemCrawl crawl;
    crawl.visit("/a", {item({"one", 1.0})});
    crawl.visit("/b", {item({"one", 1.0})});
    std::vector<RewrittenPage> pages{rewritten(crawl, "/a", {}), rewritten(crawl, "/b", {})};
    pages[is_first ? 0 : 1].items = {item({"one", 1.0})};
    CHECK(difference(crawl, products(), pages) == "products 1 +0 -0 ~0\n");
    write(crawl, products(), pages);
    CHECK(crawl.rows("SELECT _id, sku FROM products") == "1 one");
  }
}

TEST_CASE("rows of pages that are not read stay") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.0}), item({"gone", 2.0})});
  crawl.next_crawl();
  crawl.visit("/a", {item({"one", 1.0})});
  CHECK(difference(crawl, products(), {rewritten(crawl, "/a", {item({"one", 1.0})})}) ==
        "products 2 +0 -0 ~0\n");
}

TEST_CASE("a new table, a new field and nested rows are told and written") {
  ItemCrawl crawl;
  crawl.visit("/a", {item({"one", 1.0})});
  std::vector<ItemTable> tables = products();
  tables[0].columns.emplace_back("name", ItemType::text);
  tables.push_back(item_table("of\"fers", {{"text", ItemType::text}}, {}, 0));
  const std::vector<RewrittenPage> pages{
      rewritten(crawl, "/a", {item({"one", 1.0, "A"}), item({"x"}, 1, 0), item({"y"}, 1, 0)})};
  CHECK(difference(crawl, tables, pages) ==
        "products 1 +0 -0 ~1\nchanged http://a.example/a one name: null -> \"A\"\n"
        "of\"fers 2 +2 -0 ~0\nadded http://a.example/a x\nadded http://a.example/a y\n");
  write(crawl, tables, pages);
  CHECK(crawl.rows("SELECT name, text FROM products AS p JOIN \"of\"\"fers\" ON _parent_id = p._id") ==
        "A x; A y");
  CHECK(difference(crawl, tables, pages) == "products 1 +0 -0 ~0\nof\"fers 2 +0 -0 ~0\n");
}

TEST_CASE("a table of 500 fields is told and written, with a key and without one") {
  for (const bool has_key : {false, true}) {
    ItemTable table = item_table("wide", {});
    std::vector<ItemValue> values;
    for (int i = 0; i < 500; ++i) {
      table.columns.emplace_back("f" + std::to_string(i), ItemType::text);
      if (has_key && i < 200) table.key.push_back(table.columns.back().name);
      values.emplace_back("a");
    }
    ItemCrawl crawl({table});
    crawl.visit("/a", {item(values)});
    const std::vector<RewrittenPage> none{rewritten(crawl, "/a", {})};
    CHECK(difference(crawl, {table}, none) == "wide 0 +0 -1 ~0\nremoved http://a.example/a a\n");
    values.back() = "b";
    const std::vector<RewrittenPage> other{rewritten(crawl, "/a", {item(values)})};
    CHECK(difference(crawl, {table}, other) ==
          "wide 1 +0 -0 ~1\nchanged http://a.example/a a f499: \"a\" -> \"b\"\n");
    write(crawl, {table}, other);
    CHECK(crawl.rows("SELECT f499 FROM wide") == "b");
  }
}

TEST_CASE("a file that is in use is not written, and one of an older schema is not copied") {
  ItemCrawl crawl;
  CHECK(error_of([&] { ItemRewriter file(crawl.file(), products(), ItemPlace::file); }) == ErrorKind::locked);
  CHECK(error_of([&] { ItemRewriter copy(crawl.file(), {item_table("pages", {})}, ItemPlace::copy); }) ==
        ErrorKind::items);
  TemporaryFolder folder;
  make_old_file(folder / "old.db", "80", 4);
  CHECK(error_of([&] { ItemRewriter copy(folder / "old.db", products(), ItemPlace::copy); }) ==
        ErrorKind::read_only);
}
