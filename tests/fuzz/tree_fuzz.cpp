// Input: a byte that selects HTML or XML and an expression, then a document.
#include <string>
#include <vector>

#include "fetch/text/utf8.hpp"
#include "scraper/extract/tree/tree.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using extract::Node;
using extract::Tree;
using extract::XPath;
using fuzz::require;

constexpr std::size_t kDeepest = 24;

const std::vector<XPath>& expressions() {
  static const std::vector<XPath> all = [] {
    std::vector<XPath> made;
    for (const char* text : {"//*", "//a/@href | //text()", "//div//@*", "//td[1]/ancestor::*[@class]",
                             "//*[has-class('a')]//comment()", "//b[contains(., 'x')]/following::i[2]"})
      made.emplace_back(text);
    return made;
  }();
  return all;
}

/// Walks the tree by its links and checks that they agree.
void check_tree(const Tree& tree) {
  const Node top = tree.document();
  std::size_t depth = 0;
  for (Node node = top.first_child(); node;) {
    require(depth <= kDeepest || !tree.is_html(), "no element is deeper than the limit");
    require(!node.next_sibling() || node.next_sibling().parent() == node.parent(), "siblings share a parent");
    if (node.kind() == Node::Kind::text) {
      require(!node.raw_text().empty(), "a text is not empty");
      require(text::is_utf8(node.raw_text()), "a text is UTF-8");
    } else {
      require(!node.name().empty(), "an element has a name");
      require(node.attributes().size() <= 1'000, "an element has at most 1,000 attributes");
    }
    if (const Node child = node.first_child(); child) {
      require(child.parent() == node, "a child knows its parent");
      node = child;
      ++depth;
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      --depth;
      if (node == top) return;
    }
    node = node.next_sibling();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string document = text::clean_utf8(fuzz::as_text(bytes + 1, size - 1));
  extract::TreeLimits limits;
  limits.depth = kDeepest;
  const bool is_xml = (bytes[0] & 1) != 0;
  const Tree tree = is_xml ? Tree::from_xml(document, limits) : Tree::from_html(document, limits);
  require(is_xml || tree.root(), "an HTML tree has a root");
  check_tree(tree);
  require(is_xml || !tree.root().markup().empty(), "an HTML tree has markup");
  try {
    const XPath::Value value =
        expressions()[(bytes[0] >> 1) % expressions().size()].evaluate(tree, tree.document());
    for (const Node& node : std::get<std::vector<Node>>(value)) require(bool(node), "a match is a node");
  } catch (const extract::SelectorError&) {
  }
  return 0;
}
