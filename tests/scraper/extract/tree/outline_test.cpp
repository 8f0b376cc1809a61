#include "scraper/extract/tree/outline.hpp"

#include <doctest/doctest.h>

using namespace trawl::extract;
using trawl::page::Element;

TEST_CASE("an outline has the nodes in document order, each with its parent and its end") {
  const Tree tree = Tree::from_html("<div><p>a<b>b</b></p><ul><li>c</ul></div>d");
  const Outline outline(tree.root());
  const std::uint32_t div = outline.find(Element::div), p = outline.find(Element::p),
                      ul = outline.find(Element::ul);
  CHECK(outline[p].parent == div);
  CHECK(outline[p].end == ul);
  CHECK(outline[ul].parent == div);
  CHECK(outline[ul].end == outline[div].end);
  CHECK(outline[0].end == outline.size());
  CHECK(outline[outline.size() - 1].is_text);
  CHECK(outline.text(div) == "abc");
  CHECK(outline.find(Element::table) == outline.size());
}

TEST_CASE("an outline of one node does not leave it") {
  const Tree tree = Tree::from_html("<p>a<p>b");
  const Outline whole(tree.root());
  const Outline one(whole[whole.find(Element::p)].node);
  CHECK(one.size() == 2);
  CHECK(one.text(0) == "a");
  CHECK(Outline(Node()).size() == 0);
}
