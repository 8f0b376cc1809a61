#include "scraper/page/html/html_token.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("references in attribute values are decoded by the rules for attributes") {
  CHECK(page::attribute_value("?a=1&copy=2&amp;b&lt;") == "?a=1&copy=2&b<");
  CHECK(page::attribute_value("a\r\nb\rc") == "a\nb\nc");
  CHECK(page::attribute_value(std::string_view("a\0b", 3)) == "a\uFFFDb");
}

TEST_CASE("an attribute is found whatever its case, and the first of two counts") {
  page::Token token;
  token.attributes = {{"HREF", "a&amp;b"}, {"href", "c"}, {"x", ""}};
  CHECK(token.value("href") == "a&b");
  CHECK(token.find("x") != nullptr);
  CHECK(token.find("y") == nullptr);
  CHECK(token.value("y") == "");
}

TEST_CASE("what is special in an attribute value is seen at every place of values of every size") {
  for (std::size_t size = 1; size <= 50; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      const std::string before(place, 'a'), after(size - place - 1, 'b');
      CHECK(page::attribute_value(before + '&' + "amp;" + after) == before + '&' + after);
      CHECK(page::attribute_value(before + '\0' + after) == before + "\uFFFD" + after);
      CHECK(page::attribute_value(before + '\r' + after) == before + '\n' + after);
    }
  }
}
