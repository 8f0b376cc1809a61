#include "scraper/extract/tree/outline.hpp"

#include "fetch/text/ascii.hpp"

namespace trawl::extract {

namespace {

std::size_t nodes_from(const Node& root) {
  std::size_t count = 0;
  for (Node at = root; at;) {
    ++count;
    if (const Node child = at.first_child()) {
      at = child;
      continue;
    }
    while (at != root && !at.next_sibling()) at = at.parent();
    at = at == root ? Node() : at.next_sibling();
  }
  return count;
}

}  // namespace

Outline::Outline(const Node& root) {
  if (!root) return;
  nodes_.reserve(nodes_from(root));  // an array that grows takes three times its memory
  std::uint32_t parent = 0;
  for (Node at = root; at;) {
    const std::uint32_t index = size();
    OutlineNode& added = nodes_.emplace_back(at, parent);
    added.is_text = at.kind() == Node::Kind::text;
    if (at.kind() == Node::Kind::element) added.element = page::element_of(at.name());
    if (const Node child = at.first_child()) {
      parent = index;
      at = child;
      continue;
    }
    added.end = size();
    std::uint32_t last = index;
    while (last != 0) {
      at = nodes_[last].node.next_sibling();
      if (at) break;
      last = nodes_[last].parent;
      nodes_[last].end = size();
    }
    if (last == 0) break;
    parent = nodes_[last].parent;
  }
}

std::uint32_t Outline::find(page::Element element, std::uint32_t from) const {
  while (from < size() && nodes_[from].element != element) ++from;
  return from;
}

std::uint32_t Outline::find_below(std::uint32_t index, page::Element element) const {
  for (std::uint32_t i = index + 1; i < nodes_[index].end; ++i) {
    if (nodes_[i].element == element) return i;
  }
  return size();
}

std::string Outline::text(std::uint32_t index) const {
  std::string whole;
  for (std::uint32_t i = index; i < nodes_[index].end; ++i) {
    if (nodes_[i].is_text) whole += nodes_[i].node.raw_text();
  }
  return folded_words(whole);
}

std::string folded_words(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  while (true) {
    text = text::trimmed_front(text, text::kAsciiSpace);
    if (text.empty()) return folded;
    const std::string_view word = text.substr(0, text.find_first_of(text::kAsciiSpace));
    if (!folded.empty()) folded += ' ';
    folded += word;
    text.remove_prefix(word.size());
  }
}

}  // namespace trawl::extract
