#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/tree/tree.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;
using extract::Node;
using extract::Tree;
using nlohmann::json;

namespace {

std::vector<Node> found(const Tree& tree, const std::string& expression) {
  return std::get<std::vector<Node>>(extract::XPath(expression).evaluate(tree, tree.document()));
}

/// What an <a> of SVG links to stands in xlink:href.
json links_of(const Tree& tree) {
  json all = json::array();
  for (const Node& a : found(tree, "//a[@href]")) all.push_back({"a", "href", a.attribute("href").value()});
  return all;
}

std::string title_of(const Tree& tree) {
  const std::vector<Node> titles = found(tree, "//title[not(ancestor::svg)]");
  return titles.empty() ? "" : page::folded(titles[0].text());
}

/// All text but that of elements that show none.
std::string visible_text(const Tree& tree) {
  std::string text;
  const std::string hidden =
      "ancestor::script or ancestor::style or ancestor::title or ancestor::textarea or ancestor::noembed or "
      "ancestor::noframes or ancestor::iframe or ancestor::template or ancestor::plaintext or ancestor::xmp";
  for (const Node& node : found(tree, "//text()[not(" + hidden + ")]")) text += node.raw_text();
  std::erase_if(text, [](char c) { return text::kAsciiSpace.find(c) != std::string_view::npos; });
  return text;
}

template <typename Passes>
void measure(const char* name, double goal, Passes passes) {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  support::SuiteScore score(name, goal);
  score.explain_the_rest(
      "a space that is not ASCII, or the copy of an option that a browser shows in selectedcontent");
  for (const json& one : support::conformance_cases(*suite / "tree_links.json")) {
    const Tree tree = Tree::from_html(support::conformance_bytes(one["html"]));
    const bool passed = passes(one, tree);
    score.count(passed, one["id"].get<std::string>());
    if (!passed) MESSAGE(one.dump() << '\n' << tree.root().markup());
  }
  score.check();
}

}  // namespace

TEST_CASE("the links of the tree are those of the HTML5 tree") {
  measure("html: tree_links, links of the tree", 100,
          [](const json& one, const Tree& tree) { return links_of(tree) == one["links"]; });
}

TEST_CASE("the title of the tree is that of the HTML5 tree") {
  measure("html: tree_links, title of the tree", 100, [](const json& one, const Tree& tree) {
    return title_of(tree) == page::folded(support::conformance_bytes(one["title"]));
  });
}

TEST_CASE("the text of the tree is that of the HTML5 tree") {
  measure("html: tree_links, text of the tree", 99, [](const json& one, const Tree& tree) {
    std::string wanted = one["text"];
    std::erase_if(wanted, [](char c) { return c == ' ' || c == '\n'; });
    return visible_text(tree) == wanted;
  });
}
