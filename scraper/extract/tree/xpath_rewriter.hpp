#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// An expression whose costs are counted: libxml2 compares each node with each, or reads texts, in operators
/// and steps that it counts as one. The functions that stand for them are those of register_operators().
struct CountedXPath {
  /// What _follow(nodes, k) evaluates from each node.
  struct Steps {
    std::string text;
    bool descends = false;     ///< begins with ".//": what stands below another start adds nothing
    bool is_streamed = false;  ///< libxml2 makes a pattern of it and walks the tree once
  };
  std::string text;
  std::vector<Steps> steps;
  bool is_streamed = false;  ///< the same of all of it
};

/// Writes an expression anew (https://www.w3.org/TR/xpath-10/):
///   a = b, a < b, …    _equal(a, b), _less(a, b), …, where an operand may be nodes
///   a | b              _union(a, b)
///   a + b, -a          number(a) + number(b), where an operand may be nodes
///   a//b, a/axis::b    _follow(a, k), where a may be many nodes and their results may be the same
/// None for what it cannot read, or for the namespace axis. Requires: libxml2 can read it.
std::optional<CountedXPath> counted_xpath(std::string_view expression);

}  // namespace trawl::extract
