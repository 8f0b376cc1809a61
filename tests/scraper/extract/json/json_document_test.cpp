#include "scraper/extract/json/json_document.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

using extract::JsonDocument;
using extract::JsonNode;

namespace {

std::string again(std::string_view text) {
  const auto document = JsonDocument::parse(text);
  return document ? document->root().json() : "no JSON";
}

std::string deep(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

TEST_CASE("a JSON document is written again without blanks and with its numbers as they were") {
  CHECK(again(R"( { "b" : [ 1 , -2.50, 1e3, 12345678901234567890123 ], "a" : "\u00e9\n", "c": null } )") ==
        R"({"b":[1,-2.50,1e3,12345678901234567890123],"a":"é\n","c":null})");
  CHECK(again("\xEF\xBB\xBFtrue") == "true");
  CHECK(again("[]") == "[]");
  CHECK(again("\"\"") == "\"\"");
}

TEST_CASE("of members with the same name the last counts, in the place of the first") {
  CHECK(again(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i % 50) + "\":" + std::to_string(i) + ",";
  many.back() = '}';
  const auto document = JsonDocument::parse(many);
  REQUIRE(document);
  CHECK(document->root().size() == 50);
  CHECK(document->root().member("k7").scalar() == "57");
  CHECK(document->root().member_name(7) == "k7");
}

TEST_CASE("what is no JSON is refused with the place") {
  std::string why;
  CHECK_FALSE(JsonDocument::parse("[1,]", &why));
  CHECK(why.starts_with("at line 1, column 4: "));
  CHECK_FALSE(JsonDocument::parse("", &why));
  CHECK_FALSE(JsonDocument::parse(std::string("[1]\0", 4), &why));
  CHECK(why == "it holds a NUL");
  CHECK_FALSE(JsonDocument::parse("{\"a\":1} x"));
}

TEST_CASE("values nested deeper than the limit are refused, however deep they are") {
  CHECK(JsonDocument::parse(deep(JsonDocument::kDepth)));
  std::string why;
  CHECK_FALSE(JsonDocument::parse(deep(JsonDocument::kDepth + 1), &why));
  CHECK(why == "nested too deeply");
  CHECK_FALSE(JsonDocument::parse(std::string(1'000'000, '['), &why));
}

TEST_CASE("JSON lines become an array; lines that are no JSON are counted") {
  std::size_t bad = 0;
  const auto lines = JsonDocument::parse_lines("{\"a\":1}\r\n\n [2 \n{\"b\":[}\n\"x\"", &bad);
  CHECK(lines.root().json() == R"([{"a":1},"x"])");
  CHECK(bad == 2);
  CHECK(lines.root().child(1).path() == "$[1]");
  CHECK(JsonDocument::parse_lines("").root().json() == "[]");
}

TEST_CASE("several texts become one array, in which lists and graphs are spread") {
  const auto all = JsonDocument::parse_objects(
      {R"({"@type":"A"})", "broken", R"([{"@type":"B"},3])", R"({"@context":"x","@graph":[{"@type":"C"}]})"});
  CHECK(all.root().json() == R"([{"@type":"A"},{"@type":"B"},3,{"@type":"C"}])");
  CHECK(all.root().child(3).path() == "$[3]");
}

TEST_CASE("a value says what a field gets of it") {
  const auto document = JsonDocument::parse(R"({"s":"a\"b","n":1.20,"t":true,"z":null,"l":[1,"x"]})");
  REQUIRE(document);
  const JsonNode root = document->root();
  CHECK(root.member("s").text() == "a\"b");
  CHECK(root.member("n").text() == "1.20");
  CHECK(root.member("n").number() == 1.2);
  CHECK(root.member("t").text() == "true");
  CHECK(root.member("z").text().empty());
  CHECK(root.member("l").text() == R"([1,"x"])");
  CHECK_FALSE(root.member("none"));
  CHECK_FALSE(root.member("l").member("0"));
}

TEST_CASE("equal values are equal whatever their order and spelling") {
  const auto same = [](std::string_view a, std::string_view b, std::uint64_t budget = 1'000) {
    const auto first = JsonDocument::parse(a), second = JsonDocument::parse(b);
    return extract::same_json(first->root(), second->root(), budget);
  };
  CHECK(same(R"({"a":[1,2.0],"b":{}})", R"({"b":{},"a":[1.0,2]})"));
  CHECK(same("100", "1e2"));
  CHECK(same("-0", "0"));
  CHECK_FALSE(same("9007199254740993", "9007199254740992"));
  CHECK_FALSE(same("[1,2]", "[2,1]"));
  CHECK_FALSE(same("1", "\"1\""));
  CHECK_FALSE(same(R"({"a":1})", R"({"b":1})"));
  CHECK_FALSE(same("[1,2,3]", "[1,2,3]", 3));
}

TEST_CASE("a document may be moved while its values are held") {
  auto document = JsonDocument::parse("[7]");
  const JsonNode seven = document->root().child(0);
  const JsonDocument other = *std::move(document);
  CHECK(seven.scalar() == "7");
  CHECK(other.root().child(0) == seven);
}
