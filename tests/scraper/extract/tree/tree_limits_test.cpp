#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "scraper/extract/tree/tree.hpp"
#include "tests/support/measured_process.hpp"

using namespace trawl;
using extract::Node;
using extract::SelectorError;
using extract::Tree;
using extract::XPath;

namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  while (times-- > 0) text += piece;
  return text;
}

struct Hostile {
  std::string name;
  std::string document;
  std::string expression = "//p";
  std::string said = "";  ///< part of what tells of the limit; "" if none is reached
  bool is_xml = false;
};

/// Whether building the tree, evaluating and destroying say what they should.
bool survives(const Hostile& hostile) {
  const Tree tree = hostile.is_xml ? Tree::from_xml(hostile.document) : Tree::from_html(hostile.document);
  std::string said = tree.cut();
  try {
    XPath(hostile.expression).evaluate(tree, tree.document());
  } catch (const SelectorError& error) {
    said += error.what();
  }
  const bool is_right = hostile.said.empty() ? said.empty() : said.find(hostile.said) != std::string::npos;
  if (!is_right) std::fprintf(stderr, "%s: said \"%s\"\n", hostile.name.c_str(), said.c_str());
  return is_right;
}

void check(const Hostile& hostile) {
  CAPTURE(hostile.name);
  const support::Cost cost = support::cost_of([&] { return survives(hostile); });
  CHECK(cost.was_right);
  CAPTURE(cost.cpu_seconds);
  CAPTURE(cost.peak_mib);
  CHECK(cost.is_within(2, 256));
}

constexpr std::size_t kMillion = 1'000'000;

}  // namespace

TEST_CASE("a million nested elements, and their end tags, cost a bounded time and memory") {
  for (const char* tag : {"<div>", "<b>", "<x>", "<svg>"}) {
    check({std::string("nested ") + tag, repeated(tag, kMillion), "//p", "deeper than 512"});
  }
  check({"closed", repeated("<i>", kMillion) + repeated("</i>", kMillion), "//p", "deeper than 512"});
  check({"crossed", repeated("<b><p></b>", kMillion / 2), "//none"});
  check({"tables", repeated("<table><tr><td>", kMillion / 2), "//none", "160 MiB"});
  check({"end tags without a start", repeated("<x>", 600) + repeated("</y></p>", kMillion), "//none",
         "deeper"});
  check({"XML", repeated("<a>", kMillion), "//a", "deeper than 200", true});
}

TEST_CASE("40,000 attributes on one element leave a thousand") {
  std::string tag = "<p";
  for (int i = 0; i < 40'000; ++i) tag += " a" + std::to_string(i) + "=1";
  check({"attributes", tag + ">x", "//@*", "the first 1000"});
  std::string xml = "<r";
  for (int i = 0; i < 40'000; ++i) xml += " a" + std::to_string(i) + "='1'";
  check({"XML", xml + "/>", "//@*", "the first 100", true});
  const Tree tree = Tree::from_html(tag + ">x");
  const auto found = std::get<std::vector<Node>>(XPath("//p").evaluate(tree, tree.document()));
  REQUIRE_EQ(found.size(), 1);
  CHECK_EQ(found[0].attributes().size(), 1'000);
}

TEST_CASE("8 MiB of markup that never becomes an element end in time") {
  check({"<", std::string(8 << 20, '<'), "//p"});
  check({"<a", repeated("<a", 4 << 20), "//p"});
  check({"< in XML", "<r>" + std::string(8 << 20, '<'), "//p", "", true});
  check({"ignored tags", repeated("a</foo>", kMillion), "//text()"});
  check({"comments", repeated("a<!---->", kMillion), "//comment()"});
}

TEST_CASE("a million matches are too many") {
  check({"elements", repeated("<p>", kMillion), "//p", "more than 200000 matches"});
  check({"joined", repeated("<p><b></b>", 150'000), "//p | //b", "more than 200000 matches"});
  check({"XML", "<r>" + repeated("<a x='1'/>", kMillion), "//a", "more than 200000 matches", true});
}

TEST_CASE("an expression over a large page takes linear time or fails") {
  check({"below many", repeated("<div><a x=1>x</a></div>", 150'000), "//div//@x"});
  check({"around many", repeated("<div><a x=1>x</a></div>", 100'000), "//a[@x]/ancestor::div"});
  check({"two lists", repeated("<b>x</b><i>y</i>", 100'000), "//b[1] | //i[1]"});
  check({"before many", repeated("<i>x</i>", 150'000), "//i[count(preceding-sibling::i) = 7]",
         "too many steps"});
  check({"long texts", repeated("<div>", 500) + std::string(7 << 20, 'x'), "//div[contains(., 'y')]",
         "too many steps"});
}

TEST_CASE("operators on large lists of nodes take linear time or fail") {
  const std::string lists = repeated("<a>x</a><b>y</b>", 100'000);
  check({"equal", lists, "//a = //b"});
  check({"unequal", lists, "//a != //a"});
  check({"less", lists, "//a < //b or //a >= //b"});
  check({"united", lists, "count((//a|//b)/text())"});
  check({"a step behind a union", lists, "count((//a|//b)/..)"});
  check({"steps in a function", repeated("<div><a>x</a></div>", 100'000), "count(//a/ancestor::div//a)"});
  check({"beside many", lists, "count(//a/following-sibling::b)", "too many steps"});
  check({"each with all", lists, "//a[. = //b]", "too many steps"});
  check({"a page for each", lists, "//a[/html = 1]", "too many steps"});
  check({"a long attribute for each", "<p x='" + std::string(4 << 20, 'x') + "'>" + lists,
         "//a[//p/@x = 'xx']", "too many steps"});
  check({"paths for each", lists, "//a[//b/.. = 'z']", "too many steps"});
  check({"numbers", lists, "//a[sum(//b) > 1]", "too many steps"});
}

TEST_CASE("functions on long texts take linear time or fail") {
  const std::string page =
      "<p>" + std::string(1 << 20, 'a') + "</p><b>" + std::string(1 << 19, 'a') + "b</b>";
  check({"contains", page, "contains(//p, //b)"});
  check({"before", page, "substring-before(//p, //b)"});
  check({"translate", page, "translate(//p, //b, //b)", "too many steps"});
  check({"replace", page, "string-length(re:replace(//p, 'a', 'g', //b))", "8 MiB"});
  check({"a pattern that reads to the end for each match", page, "re:replace(//p, 'a(?:(?s:.)*c)?', 'g', '')",
         "ms of CPU"});
}
