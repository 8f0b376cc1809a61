#include "scraper/extract/css/plain_path.hpp"

#include <doctest/doctest.h>

#include "scraper/extract/rows/page_budget.hpp"

using namespace trawl::extract;

namespace {

constexpr const char* kPage =
    "<title>T</title><body class=x><h1>One <b>two</b> three</h1><p id=a><a href=/1>1</a><a>none</a>"
    "<svg><a href=/2>2</a><title>inner</title></svg><template><a href=/3>3</a></template>"
    "<pre>code <code>more</code></pre><!-- no --><div><div class=y><h2>deep</h2></div></div>";

std::string listed(const std::vector<Node>& nodes) {
  std::string all;
  for (const Node& node : nodes) all += "[" + node.text() + "]";
  return all;
}

}  // namespace

TEST_CASE("a plain path finds what XPath finds, from the document and from any element") {
  const Tree tree = Tree::from_html(kPage);
  for (const std::string path :
       {"descendant-or-self::a", "descendant-or-self::a/@href", "descendant-or-self::title/text()",
        "descendant-or-self::h1/text()", "descendant-or-self::*[self::pre or self::code]",
        "descendant-or-self::*[self::h1 or self::h2 or self::div]/text()", "descendant-or-self::div/@class",
        "descendant-or-self::nothing", "descendant-or-self::div"}) {
    CAPTURE(path);
    const auto plain = PlainPath::read(path);
    REQUIRE(plain);
    const XPath xpath(path);
    const auto all =
        PlainPath::read("descendant-or-self::*[self::html or self::body or self::p or self::div]");
    std::vector<Node> contexts = all->find(tree, tree.document(), SIZE_MAX, nullptr);
    contexts.push_back(tree.document());
    REQUIRE(contexts.size() > 4);
    for (const Node& context : contexts) {
      const auto expected = std::get<std::vector<Node>>(xpath.evaluate(tree, context));
      const auto found = plain->find(tree, context, SIZE_MAX, nullptr);
      CHECK_MESSAGE(found == expected, listed(found), " is not ", listed(expected));
    }
  }
}

TEST_CASE("no other path is plain") {
  for (const char* path : {"descendant::a", "descendant-or-self::a/b", "descendant-or-self::*",
                           "descendant-or-self::*[self::a and self::b]", "descendant-or-self::a[@href]",
                           "descendant-or-self::a/@*", "descendant-or-self::x:a",
                           "descendant-or-self::a/@x:y", "descendant-or-self::", "//a",
                           "descendant-or-self::a/text() | b", "descendant-or-self::*[self::a or self::b"}) {
    CAPTURE(path);
    CHECK(!PlainPath::read(path));
  }
}

TEST_CASE("a plain path ends at the tree's limit of matches") {
  TreeLimits limits;
  limits.matches = 3;
  const Tree three = Tree::from_html("<p><a>1</a><a>2</a><a>3</a>", limits);
  const auto path = PlainPath::read("descendant-or-self::a");
  CHECK(path->find(three, three.document(), SIZE_MAX, nullptr).size() == 3);
  const Tree four = Tree::from_html("<p><a>1</a><a>2</a><a>3</a><a>4</a>", limits);
  CHECK_THROWS_WITH_AS(path->find(four, four.document(), SIZE_MAX, nullptr), "more than 3 matches",
                       SelectorError);
}

TEST_CASE("a plain path finds no more than is wanted, and what it walks counts") {
  const Tree tree = Tree::from_html("<p>1</p><p>2</p><p>3</p>");
  const auto path = PlainPath::read("descendant-or-self::p");
  REQUIRE(path);
  PageLimits limits;
  limits.steps = 100;
  PageBudget budget(limits);
  CHECK(path->find(tree, tree.document(), 2, &budget).size() == 2);
  CHECK(path->find(tree, tree.root(), 1, &budget).size() == 1);
  CHECK(budget.steps() < 100);
  CHECK(budget.steps() > 80);
  const auto look = [&] {
    for (int i = 0; i < 100; ++i) path->find(tree, tree.root(), SIZE_MAX, &budget);
  };
  CHECK_THROWS_AS(look(), SelectorError);
}
