#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// A part of an expression between "|" signs, and the byte where it begins.
struct XPathPart {
  std::string text;
  std::size_t at = 0;
};

/// Splits an expression at the "|" signs that are in no bracket and no quotes. Throws SelectorError for what
/// libxml2 would find too late or not at all: a function or variable that does not exist, brackets deeper
/// than 100, more than 1,000 steps and operators in a part. `prefixes` are those that may stand before a
/// function's name.
std::vector<XPathPart> xpath_parts(std::string_view expression);

/// The functions besides those of XPath 1.0, with their prefix.
inline constexpr std::string_view kOwnFunctions[] = {
    "has-class",    "ends-with",      "re:test",          "re:replace",
    "set:distinct", "set:difference", "set:intersection", "set:has-same-node",
    "nth-child",    "nth-last-child", "nth-of-type",      "nth-last-of-type"};

}  // namespace trawl::extract
