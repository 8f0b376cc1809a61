#include "scraper/extract/structured/node_text.hpp"

#include <algorithm>

#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/html_elements.hpp"

namespace trawl::extract {
namespace {

using page::Element;
using page::Flow;

bool is_hidden(Element element) {
  return element == Element::script || element == Element::style || element == Element::template_;
}

/// An element separates the texts on both of its sides.
void break_flow(page::FoldedText& text, Element element) {
  const Flow flow = page::traits_of(element).flow;
  if (flow == Flow::apart) text.break_word();
  if (flow == Flow::block) text.break_line();
}

/// The node after all that stands in `node`. Leaves elements on the way, each of which breaks the text.
Node leave(Node node, const Node& root, page::FoldedText& text) {
  while (!(node == root)) {
    if (const Node next = node.next_sibling()) return next;
    node = node.parent();
    break_flow(text, page::element_of(node.name()));
  }
  return {};
}

}  // namespace

Node next_node(const Node& node, const Node& root, bool enters) {
  if (enters) {
    if (const Node child = node.first_child()) return child;
  }
  for (Node at = node; !(at == root); at = at.parent()) {
    if (const Node next = at.next_sibling()) return next;
  }
  return {};
}

std::string NodeText::of(const Node& root) {
  page::FoldedText text;
  Node node = root.first_child();
  while (node && nodes_ > 0 && text.size() < bytes_) {
    --nodes_;
    if (node.kind() != Node::Kind::element) {
      text.append(node.raw_text().substr(0, bytes_ - text.size()), page::TextKind::literal);
      node = leave(node, root, text);
      continue;
    }
    const Element element = page::element_of(node.name());
    break_flow(text, element);
    const Node child = is_hidden(element) ? Node() : node.first_child();
    if (!child) break_flow(text, element);
    node = child ? child : leave(node, root, text);
  }
  bytes_ -= std::min(bytes_, text.size());
  return text.take();
}

}  // namespace trawl::extract
