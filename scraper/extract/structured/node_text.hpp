#pragma once
#include <cstddef>
#include <string>

#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// The next node in document order below `root`, or none after the last. With `enters`, what stands in `node`
/// comes next; otherwise it is passed over. Requires: `node` is `root` or stands below it.
Node next_node(const Node& node, const Node& root, bool enters = true);

/// Reads the visible text of nodes, as a whole at most so many nodes and bytes.
class NodeText {
 public:
  NodeText(std::size_t most_nodes, std::size_t most_bytes) : nodes_(most_nodes), bytes_(most_bytes) {}

  /// The text below `root`, without that of script, style and template: each run of whitespace is one space,
  /// and each boundary of blocks one "\n". Cut where the limits end.
  std::string of(const Node& root);
  /// Whether a limit was reached.
  bool is_used_up() const { return nodes_ == 0 || bytes_ == 0; }

 private:
  std::size_t nodes_, bytes_;
};

}  // namespace trawl::extract
