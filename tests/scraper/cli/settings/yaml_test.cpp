#include "scraper/cli/settings/yaml.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using cli::ConfigError;
using cli::parse_yaml;
using cli::YamlNode;

namespace {

std::string complaint(const std::string& text) {
  try {
    parse_yaml(text, "f.yaml");
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a document becomes a tree of text with positions") {
  const YamlNode root = parse_yaml("a: 1\nb:\n  - x\n  - 'y z'\nc: {d: ~}\n", "f.yaml");
  REQUIRE(root.entries.size() == 3);
  CHECK(root.entries[0].key == "a");
  CHECK(root.entries[0].value.text == "1");
  const YamlNode& list = root.entries[1].value;
  CHECK(list.kind == YamlNode::Kind::list);
  CHECK(list.items[1].text == "y z");
  CHECK(cli::text_of(list.items[1].where) == "f.yaml:4:5");
  CHECK(root.entries[2].value.entries[0].value.kind == YamlNode::Kind::null);
}

TEST_CASE("an empty file is null") {
  for (const auto* text : {"", "\n", "# only a comment\n", "---\n"}) {
    CHECK(parse_yaml(text, "f").kind == YamlNode::Kind::null);
  }
}

TEST_CASE("a duplicate key is refused at any depth") {
  CHECK(complaint("a: 1\nb: 2\na: 3\n") == "f.yaml:3:1: duplicate key 'a', first on line 1");
  CHECK(complaint("x:\n  - a: 1\n    a: 2\n") == "f.yaml:3:5: duplicate key 'a', first on line 2");
}

TEST_CASE("bad YAML is refused, and the error has its position") {
  CHECK(complaint("a: [1, 2\n").find("a ']' is missing") != std::string::npos);
  CHECK(complaint("a: \"x\nb: 1\n") == "f.yaml:4:1: a quotation mark before this place is never closed");
  CHECK(complaint("a: 'x") != "");
  CHECK(complaint("\ta: 1\n").starts_with("f.yaml:1:"));
  CHECK(complaint("a: *nowhere\n").starts_with("f.yaml:1:"));
}

TEST_CASE("a second document is refused, and so is a key that is not a word") {
  CHECK(complaint("a: 1\n---\nb: 2\n").ends_with("a second document begins here"));
  CHECK(complaint("? [x]\n: 1\n").ends_with("a key must be a word"));
}

TEST_CASE("endless nesting and multiplying aliases are refused") {
  CHECK(complaint("a: &a [*a]\n").find("nested too deeply") != std::string::npos);
  CHECK(complaint(std::string(100, '[') + std::string(100, ']')) != "");
  CHECK(complaint(std::string(100'000, '[')) != "");
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i <= 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int n = 0; n < 10; ++n) bomb += before + ", ";
    bomb += "]\n";
  }
  CHECK(complaint(bomb).find("too many values") != std::string::npos);
}

TEST_CASE("aliases are followed") {
  const YamlNode root = parse_yaml("a: &x [1]\nb: *x\n", "f");
  CHECK(root.entries[1].value.items[0].text == "1");
}

TEST_CASE("a null is the text that was written, and a value left out is none") {
  const YamlNode root = parse_yaml("a: ~\nb: null\nc:\n~: x\nnull: y\nd: [~, null]\n", "f");
  REQUIRE(root.entries.size() == 6);
  CHECK(root.entries[0].value.text == "~");
  CHECK(root.entries[1].value.text == "null");
  CHECK(root.entries[2].value.text.empty());
  CHECK(cli::text_of(root.entries[2].value.where) == "f:3:1");
  CHECK(root.entries[3].key == "~");
  CHECK(root.entries[4].key == "null");
  CHECK(root.entries[5].value.items.at(1).text == "null");
}

TEST_CASE("columns count characters, also inside a text") {
  const YamlNode root = parse_yaml(
      "\xEF\xBB\xBF"
      "ü: [ä, 'öx', \"\\x41b\"]\n",
      "f");
  const auto& items = root.entries.at(0).value.items;
  CHECK(cli::text_of(items.at(1).where) == "f:1:8");
  CHECK(cli::text_of(cli::place_in(items[1], 2)) == "f:1:10");
  CHECK(cli::text_of(cli::place_in(items.at(2), 1)) == "f:1:14");
}

TEST_CASE("what is no text of YAML is refused at its place") {
  CHECK(complaint("a: b\nc: \xFF\n") == "f.yaml:2:1: this line is not UTF-8");
  CHECK(complaint("a: b\nc: d\x1F\n") == "f.yaml:2:5: a control character (U+001F)");
  CHECK(complaint("a: !py x\n") == "f.yaml:1:4: the tag '!py' means nothing here");
  CHECK(parse_yaml("a: !!str 1\n", "f").entries[0].value.text == "1");
  CHECK(complaint("b:\n  <<: {a: 1}\n") == "f.yaml:2:3: merge keys ('<<') are not read; write the keys out");
}

TEST_CASE("tabs are refused as indentation of YAML, and taken in JSON and in texts") {
  CHECK(complaint("a:\n\tb: 1\n") == "f.yaml:2:1: a tab in the indentation; YAML indents with spaces");
  CHECK(complaint("a:\n  - x\n \t- y\n") == "f.yaml:3:2: a tab in the indentation; YAML indents with spaces");
  CHECK(parse_yaml("{\n\t\"a\": [1,\n\t\t2]}", "f").entries[0].value.items.size() == 2);
  CHECK(parse_yaml("a: |\n  x\n  \ty\n", "f").entries[0].value.text == "x\n\ty\n");
}

TEST_CASE("pairs of escapes of JSON are one character") {
  CHECK(parse_yaml(R"(["\ud83d\ude00\\ud83d \u00e4"])", "f").items[0].text == "\U0001F600\\ud83d ä");
  CHECK(complaint(R"(["\ud83d"])") != "");
}

TEST_CASE("a comment where a value was meant is known as such") {
  CHECK(parse_yaml("a: #main\n", "f").entries[0].value.is_comment);
  CHECK_FALSE(parse_yaml("a:\n#main\n", "f").entries[0].value.is_comment);
}

TEST_CASE("a bracket too many is refused, and does not go on for ever") {
  for (const char* text : {"{a: b}}\n", "[a]]\n", "{\"a\": 1},\n\"b\": 2}\n", "a: {b: c}}\nd: e\n"}) {
    const std::string bad(text);
    CAPTURE(bad);
    CHECK(complaint(bad) != "");
  }
}
