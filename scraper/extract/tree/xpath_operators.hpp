#pragma once

struct _xmlXPathContext;

namespace trawl::extract {

/// Adds the functions that counted_xpath() writes for operators and steps, to a context whose `userData` is
/// an XPathState: _equal, _unequal, _less and _at-most compare as "=", "!=", "<" and "<=" do; _union is "|";
/// and _follow(nodes, k) evaluates XPathState::steps[k] from each node. Each takes linear time or sorts, and
/// counts what it reads.
void register_operators(_xmlXPathContext* context);

}  // namespace trawl::extract
