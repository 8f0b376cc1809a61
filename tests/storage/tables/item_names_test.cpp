#include "storage/tables/item_names.hpp"

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("a name is quoted as SQL wants it") {
  CHECK(quoted_name("a") == "\"a\"");
  CHECK(quoted_name("a \"b\"") == "\"a \"\"b\"\"\"");
}

TEST_CASE("63 bytes of UTF-8 are a name, whatever the characters") {
  std::string emoji;
  for (int i = 0; i < 15; ++i) emoji += "🛒";
  CHECK(problem_of_table_name(emoji + "abc") == "");
  CHECK(problem_of_table_name(emoji + "abcd") == "is longer than 63 bytes");
  CHECK(problem_of_field_name("sqlite_x") == "");
  CHECK(problem_of_field_name("pages") == "");
  CHECK(problem_of_field_name("a\tb") == "has a control character in it");
}

TEST_CASE("SQLite ignores the case of ASCII letters alone") {
  CHECK(is_same_name("Price", "pRICE"));
  CHECK_FALSE(is_same_name("GRÖSSE", "größe"));
}

TEST_CASE("the tables, views and indexes of a crawl file are known by name") {
  for (const char* name :
       {"pages", "URLS", "pages_latest", "item_changes", "links", "anchors_by_target", "urls_by_key"}) {
    CAPTURE(name);
    CHECK(is_own_name(name));
  }
  for (const char* name : {"products", "the", "IF", "page"}) CHECK_FALSE(is_own_name(name));
}
