#include "web/query_string.hpp"

#include <doctest/doctest.h>

using namespace trawl::web;

TEST_CASE("fields keep their order; plus is a blank, and what is no escape stays") {
  CHECK(query_fields("/a?x=1&y=a+b%2Bc&&z&=v&x=2") ==
        QueryFields{{"x", "1"}, {"y", "a b+c"}, {"z", ""}, {"", "v"}, {"x", "2"}});
  CHECK(query_fields("/a?p=%zz%4&q=%41%") == QueryFields{{"p", "%zz%4"}, {"q", "A%"}});
  CHECK(query_fields("/a").empty());
  CHECK(query_fields("/a?").empty());
  CHECK(query_fields("").empty());
}

TEST_CASE("the first of several fields with a name counts") {
  const QueryFields fields = query_fields("?x=1&x=2&y=");
  CHECK(field_value(fields, "x") == "1");
  CHECK(field_value(fields, "y").empty());
  CHECK(field_value(fields, "z").empty());
}
