#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

// What kind of element one is, for guesses about pages.

inline bool is_element(const Node& node) {
  return node.kind() == Node::Kind::element;
}

/// The next one in document order that is below `top`; none after the last. Requires: `node` is below `top`.
Node next_in(const Node& node, const Node& top);

/// The classes that say what an element is: none that CSS has to escape, that a build tool has made up
/// ("css-1x2y3z"), or that are the state of one element ("active", "odd"). They point into the tree.
std::vector<std::string_view> classes_of(const Node& element);
/// The first of them; "" for none.
std::string class_of(const Node& element);
/// "li.product", or "li": a selector for elements of that kind.
std::string kind_of(const Node& element);

/// The text on one line, at most about `most` bytes of it.
std::string folded(std::string_view text, std::size_t most);

}  // namespace trawl::extract
