#include "scraper/cli/print/item_json.hpp"

#include <limits>

#include <doctest/doctest.h>

using namespace trawl;
using extract::FieldType;

TEST_CASE("items are JSON lines with the columns that the tables have") {
  extract::Spider spider;
  spider.tables.resize(2);
  spider.tables[0].name = "a \"b\"";
  spider.tables[0].fields = {{"text", FieldType::text},
                             {"yes", FieldType::boolean},
                             {"n", FieldType::number},
                             {"i", FieldType::integer},
                             {"j", FieldType::json}};
  spider.tables[1].name = "nested";
  spider.tables[1].fields = {{"x", FieldType::url}};
  std::vector<extract::Item> items(3);
  items[0].values = {"é\n", std::int64_t{1}, 1.5, std::int64_t{-7}, R"({"k":[1]})"};
  items[1].table = 1;
  items[1].values = {"http://a/"};
  items[1].parent = 0;
  items[2].values = {std::monostate(), std::int64_t{0}, std::numeric_limits<double>::infinity(),
                     std::monostate(), std::monostate()};
  CHECK(
      cli::item_lines_json(spider, "http://a/\"", items) ==
      R"({"_table":"a \"b\"","_url":"http://a/\"","_id":1,"text":"é\n","yes":true,"n":1.5,"i":-7,"j":{"k":[1]}})"
      "\n"
      R"({"_table":"nested","_url":"http://a/\"","_id":2,"_parent_id":1,"x":"http://a/"})"
      "\n"
      R"({"_table":"a \"b\"","_url":"http://a/\"","_id":3,"text":null,"yes":false,"n":null,"i":null,"j":null})"
      "\n");
}
