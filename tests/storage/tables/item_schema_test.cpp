#include "storage/tables/item_schema.hpp"

#include <doctest/doctest.h>

#include "storage/file/error.hpp"
#include "storage/tables/item_names.hpp"
#include "tests/storage/item_crawl.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

ItemTable named(const std::string& name, const std::string& field = "x") {
  return item_table(name, {{field, ItemType::text}});
}

/// What a person reads, without the path of the file; "" if the tables are taken.
std::string refusal(ItemCrawl& crawl, const std::vector<ItemTable>& tables) {
  try {
    crawl.next_crawl(tables);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::items);
    const std::string message = error.what(), file = crawl.file().string() + ": ";
    CHECK(message.starts_with(file));
    return message.substr(file.size());
  }
  return "";
}

}  // namespace

TEST_CASE("tables and fields have any name: reserved words, quotes, emoji, 63 bytes") {
  const std::string most(63, 'n');
  for (const std::string name : {"select", "order", "a \"quoted\" name", "it's", "🛒", "Größe", "a.b",
                                 "a;b", "[x]", "1", "rowid", most.c_str()}) {
    CAPTURE(name);
    ItemCrawl crawl({named(name, name)});
    crawl.visit("/a", {item({"value"})});
    crawl.next_crawl();
    crawl.visit("/a", {item({"other"})});
    CHECK(crawl.rows("SELECT " + quoted_name(name) + " FROM " + quoted_name(name)) == "other");
  }
}

TEST_CASE("a name that cannot be one is refused with the reason") {
  ItemCrawl crawl;
  CHECK(refusal(crawl, {named("")}) == "table : the name is empty");
  CHECK(refusal(crawl, {named("_x")}) == "table _x: the name begins with _, which is for trawl's own tables");
  CHECK(refusal(crawl, {named("SQLite_x")}) ==
        "table SQLite_x: the name begins with sqlite_, which is for SQLite");
  CHECK(refusal(crawl, {named("x\ny")}) == "table x\ny: the name has a control character in it");
  CHECK(refusal(crawl, {named("\xff")}) == "table \xff: the name is no UTF-8");
  CHECK(refusal(crawl, {named(std::string(64, 'n'))}).ends_with("the name is longer than 63 bytes"));
  CHECK(refusal(crawl, {named("pages_fts_data")}) ==
        "table pages_fts_data: the name is that of a table of trawl");
  for (const char* const taken : {"pages", "Pages", "broken_links", "urls_by_key", "changes"})
    CHECK(refusal(crawl, {named(taken)}) ==
          std::string("table ") + taken + ": the file has something else of that name; name another table");
  CHECK(refusal(crawl, {named("t", "_id")}) ==
        "table t: the name of the field '_id' begins with _, which is for trawl's own columns");
  CHECK(refusal(crawl, {item_table("t", {{"a", ItemType::text}, {"A", ItemType::text}})}) ==
        "table t: the fields a and A have the same name for SQL");
  CHECK(refusal(crawl, {named("t"), named("T")}) == "table T: it is declared twice");
  CHECK(refusal(crawl, {item_table("t", {{"a", ItemType::text}}, {"b"})}) ==
        "table t: the key names a field 'b', which it does not have");
}

TEST_CASE("a new field adds a column, and a field that is gone stays, with NULL in new rows") {
  ItemCrawl crawl({item_table("t", {{"a", ItemType::text}, {"b", ItemType::integer}})});
  crawl.visit("/1", {item({"one", std::int64_t{1}})});
  crawl.next_crawl({item_table("T", {{"c", ItemType::date}, {"a", ItemType::text}})});
  crawl.visit("/2", {item({"2024-05-01", "two"})});
  CHECK(crawl.rows("SELECT a, b, c FROM t ORDER BY _id") == "one 1 NULL; two NULL 2024-05-01");
  CHECK(crawl.rows("SELECT name, type FROM item_columns ORDER BY id") == "a text; b int; c date");
}

TEST_CASE("a changed type, key or parent is refused with what to do, and changes nothing") {
  ItemCrawl crawl({item_table("shops", {{"name", ItemType::text}}, {"name"}),
                   item_table("offers", {{"price", ItemType::real}}, {}, 0)});
  crawl.visit("/", {item({"x"}), item({1.5}, 1, 0)});
  const ItemTable shops = item_table("shops", {{"name", ItemType::text}}, {"name"});
  CHECK(refusal(crawl, {shops, item_table("offers", {{"price", ItemType::text}}, {}, 0)}) ==
        "table offers: the field price was number in this file, and is text now; give the field another "
        "name, crawl "
        "into another file, or start the table over: sqlite3 FILE 'DROP TABLE \"offers\"'");
  CHECK(
      refusal(crawl, {item_table("shops", {{"name", ItemType::text}})}) ==
      "table shops: the key was (name) in this file, and is none now; name another table, crawl into another "
      "file, or start the table over: sqlite3 FILE 'DROP TABLE \"shops\"'");
  CHECK(refusal(crawl, {shops, item_table("offers", {{"price", ItemType::real}})}) ==
        "table offers: the table it is nested in was shops in this file, and is none now; name another "
        "table, crawl "
        "into another file, or start the table over: sqlite3 FILE 'DROP TABLE \"offers\"'");
  CHECK(refusal(crawl, {item_table("new", {{"a", ItemType::text}}),
                        item_table("shops", {{"name", ItemType::json}}, {"name"})}) != "");
  CHECK(crawl.integer("SELECT count(*) FROM sqlite_master WHERE name = 'new'") == 0);
  CHECK(crawl.integer("SELECT count(*) FROM crawls") == 1);
  CHECK(crawl.rows("SELECT name FROM item_tables ORDER BY id") == "shops; offers");
}

TEST_CASE("a table that a person has dropped starts over") {
  ItemCrawl crawl({item_table("shops", {{"name", ItemType::text}, {"n", ItemType::real}}, {"name"}),
                   item_table("offers", {{"price", ItemType::real}}, {}, 0)});
  crawl.visit("/", {item({"x", 1.0}), item({1.5}, 1, 0)});
  crawl.next_crawl();
  crawl.visit("/", {item({"x", 2.0}), item({1.5}, 1, 0)});
  CHECK(crawl.integer("SELECT count(*) FROM changes") == 1);
  crawl.drop("shops");
  crawl.next_crawl({item_table("shops", {{"name", ItemType::integer}}),
                    item_table("offers", {{"price", ItemType::real}}, {}, 0)});
  CHECK(crawl.integer("SELECT count(*) FROM changes") == 0);
  crawl.visit("/", {item({std::int64_t{1}}), item({1.5}, 1, 0)});
  CHECK(crawl.rows("SELECT name FROM shops JOIN offers ON shops._id = _parent_id") == "1");
  CHECK(crawl.is_sound());
}

TEST_CASE("a table that grows beyond what SQLite has room for is refused with what to do") {
  const auto wide = [](int first, int last) {
    ItemTable table = item_table("wide", {});
    for (int i = first; i <= last; ++i) table.columns.emplace_back("f" + std::to_string(i), ItemType::text);
    return std::vector<ItemTable>{table};
  };
  ItemCrawl crawl(wide(1, 1'000));
  CHECK(refusal(crawl, wide(501, 1'900)) == "");
  CHECK(
      refusal(crawl, wide(1'402, 1'901)) ==
      "table wide: it would have 1901 fields with those of earlier spider files, 1900 at most; name another "
      "table, crawl into another file, or start the table over: sqlite3 FILE 'DROP TABLE \"wide\"'");
  CHECK(refusal(crawl, {item_table("other", wide(1, 1'901)[0].columns)}) ==
        "table other: it has 1901 fields, 1900 at most");
  CHECK(crawl.is_sound());
}
