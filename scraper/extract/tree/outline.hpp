#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/tree/tree.hpp"
#include "scraper/page/html/html_elements.hpp"

namespace trawl::extract {

/// One node of an Outline.
struct OutlineNode {
  OutlineNode(const Node& of, std::uint32_t index_of_parent) : node(of), parent(index_of_parent) {}
  Node node;
  std::uint32_t parent;   ///< its index; the first node is its own parent
  std::uint32_t end = 0;  ///< what is below the node stands behind it, up to `end`
  page::Element element = page::Element::unknown;
  bool is_text = false;
};

/// A choice of nodes of an outline. Not vector<bool>: it is read far more often than it is long.
using Marks = std::vector<std::uint8_t>;

/// A node and all below it in document order, as one array: what is below node i are the nodes i + 1 to
/// end - 1, so nothing that works on it needs to recurse.
/// Invariant: valid as long as the tree lives.
class Outline {
 public:
  explicit Outline(const Node& root);

  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  const OutlineNode& operator[](std::uint32_t index) const { return nodes_[index]; }
  bool is(std::uint32_t index, page::Element element) const { return nodes_[index].element == element; }
  /// The first element of that name at or after `from`; size() if there is none.
  std::uint32_t find(page::Element element, std::uint32_t from = 0) const;
  /// The first element of that name below a node; size() if there is none.
  std::uint32_t find_below(std::uint32_t index, page::Element element) const;
  /// Whether a node has so little below it that its text may be looked at again and again.
  bool is_brief(std::uint32_t index) const { return nodes_[index].end - index <= 100; }
  /// The text below a node, each run of white space as one space, none at either end. No space stands between
  /// blocks unless there is one in the document.
  std::string text(std::uint32_t index) const;

 private:
  std::vector<OutlineNode> nodes_;
};

/// Each run of ASCII white space as one space, none at either end.
std::string folded_words(std::string_view text);

}  // namespace trawl::extract
