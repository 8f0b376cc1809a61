#pragma once
#include <cstdint>
#include <string>

namespace trawl::extract {

/// What the XPath is for.
enum class CssDialect : std::uint8_t {
  /// HTML, for any XPath 1.0 engine. Names match in lower case, and so do the values of the attributes that
  /// HTML lists (type, rel, lang, …), as in browsers.
  html,
  html_tree,  ///< the same with the functions of extract::XPath, which are faster
  xml_tree    ///< XML; a name without prefix is of any namespace, a prefix is the one in the document
};

/// A CSS selector as XPath.
struct CssXPath {
  CssXPath() {}
  std::string page;    ///< from the document or its root
  std::string row;     ///< from an element; the variable $depth is the number of its ancestors
  std::string pseudo;  ///< "::text" or "::attr(x)" at the end of the only or last selector; "" for none
};

/// Reads Selectors Level 3, of Level 4 `:is() :where() :not(list) :has() :nth-child(an+b of S)`, the flags i
/// and s, :scope and :any-link, and besides ::text, ::attr(name), :contains("…") and [a!=b].
/// Gives each match once, in document order. What a document at rest does not have (:hover) matches nothing;
/// what is not known is an error. :of-type without an element's name needs extract::XPath in each dialect:
/// XPath 1.0 cannot say it.
/// Throws SelectorError; also for what is nested too deeply or would become too long.
CssXPath xpath_of(const std::string& css, CssDialect dialect = CssDialect::html);

}  // namespace trawl::extract
