#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// Steps of a location path that are evaluated together, from each node that the steps before gave.
struct XPathSteps {
  std::string text;
  bool descends = false;  ///< begins with ".//": what stands below another start adds nothing
};

/// Cuts a location path where libxml2 would join the results of many nodes by comparing each with each:
/// before each step that descends or leaves the children. A path from the root begins at the document. None
/// if the expression is no plain path, or if libxml2 evaluates it in one pass.
std::vector<XPathSteps> xpath_steps(std::string_view expression);

/// Whether a path begins at the root.
bool begins_at_root(std::string_view expression);

}  // namespace trawl::extract
