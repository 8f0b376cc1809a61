#include "scraper/extract/json/json_path.hpp"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "scraper/extract/tree/tree.hpp"

using namespace trawl;

using extract::JsonDocument;
using extract::JsonPath;
using extract::SelectorError;

namespace {

std::string values(const std::vector<extract::JsonNode>& nodes) {
  std::string all;
  for (const auto& node : nodes) all += (all.empty() ? "" : ",") + node.json();
  return "[" + all + "]";
}

std::string paths(const std::vector<extract::JsonNode>& nodes) {
  std::string all;
  for (const auto& node : nodes) all += (all.empty() ? "" : " ") + node.path();
  return all;
}

std::string part(std::string& line, char end) {
  std::string front = line.substr(0, line.find(end));
  line.erase(0, front.size() + 1);
  return front;
}

/// "4: a message", or "" where the path is fine.
std::string mistake(const std::string& path) {
  try {
    const JsonPath compiled(path);
  } catch (const SelectorError& error) {
    return std::to_string(error.at) + ": " + error.what();
  }
  return "";
}

std::string failure(const std::string& path, const std::string& json, extract::JsonPathLimits limits) {
  const auto document = JsonDocument::parse(json);
  try {
    return values(JsonPath(path).find(document->root(), limits));
  } catch (const SelectorError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("JSONPaths after the examples of RFC 9535 give their values and normalized paths") {
  std::ifstream table("tests/data/extract/json_paths.txt");
  REQUIRE(table.is_open());
  std::optional<JsonDocument> document;
  int count = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    if (line.starts_with("= ")) {
      document = JsonDocument::parse(line.substr(line.find(' ', 2)));
      REQUIRE(document);
      continue;
    }
    const std::string path = part(line, '\t');
    CAPTURE(path);
    const auto found = JsonPath(path).find(document->root());
    CHECK(values(found) == part(line, '\t'));
    if (!line.empty()) CHECK(paths(found) == line);
    ++count;
  }
  CHECK(count >= 130);
}

TEST_CASE("a path that cannot be read says where and why") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "0: expected '$', not the end"},
      {"a", "0: expected '$', not 'a'"},
      {" $", "0: expected '$', not ' '"},
      {"$ ", "1: unexpected ' '"},
      {"$.", "2: expected a name or '*' after '.'"},
      {"$..", "3: expected a name or '*' or '[' after '..'"},
      {"$. a", "2: expected a name or '*' after '.'"},
      {"$['a'", "5: expected ',' or ']', not the end"},
      {"$['a", "2: this string has no end"},
      {"$[]", "2: expected a name in quotes, a number, '*', ':' or '?', not ']'"},
      {"$['a',]", "6: expected a name in quotes, a number, '*', ':' or '?', not ']'"},
      {"$[01]", "2: a number has no leading zeros"},
      {"$[-0]", "2: -0 is no index"},
      {"$[9007199254740992]", "2: the number is too large"},
      {"$[1:2:3:4]", "7: expected ',' or ']', not ':'"},
      {R"($["\x"])", "3: unknown escape"},
      {R"($["\uD800"])", "3: half of a surrogate pair"},
      {"$[\"\n\"]", "3: a control character in a string must be escaped"},
      {"$[?@.a=1]", "6: '=' alone compares nothing; write '=='"},
      {"$[?@.a == foo]", "10: 'foo' is no value; strings have quotes, members begin with @."},
      {"$[?@.a == 01]", "10: a number has no leading zeros"},
      {"$[?(@.a]", "7: expected ')', not ']'"},
      {"$.\xff", "2: this is not UTF-8 text"},
      {"/a~2", "2: expected '0' or '1' after '~'"},
  };
  for (const auto& [path, message] : cases) CHECK(mistake(path) == message);
  CHECK(mistake("$[?" + std::string(100, '(') + "@.a" + std::string(100, ')') + "]") ==
        "35: the filter is nested too deeply");
  CHECK(mistake("$" + std::string(70'000, '.')) == "65536: a path may have 64 KiB");
}

TEST_CASE("filters that are not well-typed are refused where they are (RFC 9535 section 2.4.9)") {
  const std::pair<const char*, const char*> cases[] = {
      {"$[?1]", "3: a value alone is no condition"},
      {"$[?@.a == true && 'x']", "18: a value alone is no condition"},
      {"$[?@.* == 1]", "3: this query can give several values; a comparison wants one"},
      {"$[?length(@.*) < 3]", "10: this query can give several values; a comparison wants one"},
      {"$[?count(1) == 1]", "9: count() wants a query, such as @.a"},
      {"$[?count(@.a)]", "3: this function gives a value; compare it with another"},
      {"$[?match(@.timezone, 'Europe/.*') == true]",
       "3: this function is true or false; it cannot be compared"},
      {"$[?value(@..color)]", "3: this function gives a value; compare it with another"},
      {"$[?match(@.a)]", "3: match() takes two arguments"},
      {"$[?bar(@.a)]", "3: no function 'bar'; there are length, count, match, search and value"},
      {"$[?count(@.*) == 1]", ""},
      {"$[?match(@.timezone, 'Europe/.*')]", ""},
      {"$[?value(@..color) == \"red\"]", ""},
      {"$[?!match(@.a, $.b)]", ""},
      {"$[?length(value($..c)) > 1]", ""},
  };
  for (const auto& [path, message] : cases) CHECK(mistake(path) == message);
}

TEST_CASE("a path that takes too many steps or finds too much ends with a message") {
  const std::string list = "[[1,2,3],[4,5,6],[7,8,9]]";
  CHECK(failure("$[*][*]", list, {.steps = 16, .matches = 9}).starts_with("[1,2,"));
  CHECK(failure("$[*][*]", list, {.steps = 9, .matches = 9}) == "more than 9 steps");
  CHECK(failure("$[*][*]", list, {.steps = 100, .matches = 8}) == "more than 8 matches");
  std::string stars = "$";
  for (int i = 0; i < 60; ++i) stars += "[*,*]";
  std::string nested = "1";
  for (int i = 0; i < 60; ++i) nested = "[" + nested + "]";
  CHECK(failure(stars, nested, {}) == "more than 5000000 steps");
  CHECK(failure("$..[?@ == $]", list, {.steps = 20, .matches = 9}) == "more than 20 steps");
}
