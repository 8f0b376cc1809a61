#pragma once
#include <string>
#include <string_view>

#include "scraper/extract/css/css_selector.hpp"
#include "scraper/extract/css/css_syntax.hpp"

namespace trawl::extract {

/// Writes compound and complex selectors as tests of one element, from the last compound back to the first:
/// `a > b` is b[parent::a].
class CssConditions {
 public:
  /// In a row only what is inside the row counts as a selector's first element.
  CssConditions(CssDialect dialect, bool is_row) : dialect_(dialect), is_row_(is_row) {}

  /// What stands behind an axis, such as b[parent::a].
  std::string step(const CssComplex& complex) { return back(complex, complex.steps.size() - 1, is_row_); }
  std::string compound(const CssCompound& compound);
  /// The same as a boolean expression about the context node.
  std::string is(const CssComplex& complex) { return "self::" + step(complex); }
  std::string is(const CssCompound& one) { return "self::" + compound(one); }

  /// The attribute of that name, such as @href, and the same as a test of an attribute.
  std::string attribute(const std::string& name) const;
  std::string attribute_test(const std::string& name) const;

  /// From an element to what follows the combinator.
  static std::string forward_axis(char combinator);

 private:
  struct Nesting;
  bool is_xml() const { return dialect_ == CssDialect::xml_tree; }
  std::string back(const CssComplex& complex, std::size_t last, bool is_in_row);
  std::string forward(const CssComplex& complex, std::size_t first);
  std::string list(const std::vector<CssComplex>& all);
  std::string element_test(const CssCompound& compound) const;

  std::string condition(const CssSimple& simple, const std::string& of_type);
  std::string class_condition(const std::string& name) const;
  std::string attribute_condition(const CssSimple& simple) const;
  std::string pseudo(const CssSimple& simple, const std::string& of_type);
  std::string has(const CssSimple& simple);
  std::string nth(const CssSimple& simple);

  const CssDialect dialect_;
  const bool is_row_;
  int nesting_ = 0;
};

/// `a ::text` and `a *::text` take all texts in a, its own as well, and ::attr(x) likewise: as in parsel.
bool is_all_below(const CssComplex& complex, std::size_t step);

/// A string of XPath 1.0, which knows no escapes.
std::string xpath_literal(std::string_view text);
/// The expression in lower case (ASCII).
std::string xpath_lowered(const std::string& expression);

}  // namespace trawl::extract
