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
  CHECK(complaint("a: [1, 2\n").ends_with("end of sequence flow not found"));
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
