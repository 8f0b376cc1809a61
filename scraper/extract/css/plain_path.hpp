#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

class PageBudget;

/// The plainest paths that CSS becomes, elements by their names with their texts or one attribute: rules ask
/// mostly for these, and a walk over the tree finds them for a fraction of what XPath costs.
/// Thread: shared by many.
struct PlainPath {
  std::vector<std::string> names;
  bool is_text = false;   ///< the texts of the elements
  std::string attribute;  ///< that attribute of them; "" for none

  /// Reads "descendant-or-self::h1", "descendant-or-self::*[self::h1 or self::h2]", with "/text()" or
  /// "/@href" behind it; none for any other path.
  static std::optional<PlainPath> read(const std::string& xpath);

  /// The first `most` of what XPath would give, in its order. Throws SelectorError beyond the limits of the
  /// tree and of the page; a null budget has none.
  std::vector<Node> find(const Tree& tree, const Node& context, std::size_t most, PageBudget* budget) const;
};

}  // namespace trawl::extract
