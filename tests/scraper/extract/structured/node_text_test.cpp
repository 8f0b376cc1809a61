#include "scraper/extract/structured/node_text.hpp"

#include <doctest/doctest.h>

using namespace trawl::extract;

namespace {

constexpr std::size_t kMuch = 1'000'000;

/// The element with that id.
Node named(const Tree& tree, std::string_view id) {
  Node node = tree.document();
  while (node && (node.kind() != Node::Kind::element || node.attribute("id") != id))
    node = next_node(node, tree.document());
  REQUIRE(node);
  return node;
}

std::string text_of(std::string_view html) {
  const Tree tree = Tree::from_html(html);
  return NodeText(kMuch, kMuch).of(named(tree, "x"));
}

}  // namespace

TEST_CASE("the nodes below a root come in document order, and one can be passed over") {
  const Tree tree = Tree::from_html("<div id=x><p>1<b>2</b></p><i>3</i></div><u>4</u>");
  const Node root = named(tree, "x");
  std::string names, without_p;
  for (Node node = next_node(root, root); node; node = next_node(node, root))
    names += node.kind() == Node::Kind::element ? node.name() : node.raw_text();
  for (Node node = next_node(root, root); node; node = next_node(node, root, node.name() != "p"))
    without_p += node.kind() == Node::Kind::element ? node.name() : node.raw_text();
  CHECK(names == "p1b2i3");
  CHECK(without_p == "pi3");
  CHECK_FALSE(next_node(root, root, false));
}

TEST_CASE("the text below a node is what readers see, blocks as lines") {
  CHECK(text_of(
            "a<div id=x> one <b>t</b>wo<p>three</p>four<br>five<script>s</script><style>s</style></div>z") ==
        "one two\nthree\nfour\nfive");
  CHECK(text_of("<div id=x><ul><li>1<li>2</ul><button>b</button>c</div>") == "1\n2\nb c");
  CHECK(text_of("<div id=x></div>z") == "");
  CHECK(text_of("<div id=x>&amp;amp; \xC2\xA0</div>") == "&amp; \xC2\xA0");
}

TEST_CASE("text is cut where the limits end, which all that is read shares") {
  const Tree tree = Tree::from_html("<div id=x>abc<b>def</b>ghi</div>");
  const Node node = named(tree, "x");
  NodeText few(3, kMuch);
  CHECK(few.of(node) == "abcdef");
  CHECK(few.is_used_up());
  CHECK(few.of(node) == "");
  NodeText small(kMuch, 5);
  CHECK(small.of(node) == "abcde");
  CHECK(small.is_used_up());
  CHECK_FALSE(NodeText(kMuch, 10).is_used_up());
}
