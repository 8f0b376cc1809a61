#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "scraper/extract/css/css_selector.hpp"
#include "scraper/extract/css/css_syntax.hpp"

namespace trawl::extract {

/// The element stands at a place a*n+b (n = 0, 1, …) among its siblings, itself included, counted from 1.
class NthPlace {
 public:
  NthPlace(std::int64_t step, std::int64_t offset, bool from_last)
      : step_(step), offset_(offset), from_last_(from_last) {}

  std::string of_children(CssDialect dialect) const;
  /// Among those of its type. `test` is the node test of the type, "" where the selector names none.
  std::string of_type(const std::string& test, CssDialect dialect) const;
  /// Among the siblings that `test` holds for. Requires: it holds for the element itself.
  std::string among(const std::string& test) const;

 private:
  bool is_quick() const { return step_ >= -1 && step_ <= 1; }
  std::string function(const std::string& kind) const;
  std::string of_each_type() const;

  std::int64_t step_, offset_;
  bool from_last_;
};

/// Pseudo-classes that hold no other selectors, as boolean expressions about the context node.
/// `type_test` is the node test of the element's type, "" where the selector names none.
std::string plain_pseudo_condition(const CssSimple& simple, const std::string& type_test, CssDialect dialect);
/// Language ranges (RFC 4647, section 3.3.1), and "*-CH" for any language with that part.
std::string lang_condition(const std::vector<std::string>& ranges, bool is_xml);

}  // namespace trawl::extract
