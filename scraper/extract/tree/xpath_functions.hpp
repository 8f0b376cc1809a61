#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "scraper/extract/tree/xpath_places.hpp"

struct _xmlXPathContext;

namespace re2 {
class RE2;
}

namespace trawl::extract {

/// What the functions of an expression share: the patterns that it has used, compiled, and the last error.
class XPathState {
 public:
  XPathState();
  ~XPathState();
  /// The pattern, or null if it is none; then `error` says why. `flags`: "i" ignores case.
  const re2::RE2* find(const std::string& pattern, const std::string& flags);
  XPathPlaces places;
  std::string error;
  int error_code = 0;        ///< of libxml2; 0: none
  std::size_t error_at = 0;  ///< byte of the expression

 private:
  std::map<std::string, std::unique_ptr<re2::RE2>> compiled_;
};

/// Adds trawl's functions to a context, whose `userData` is an XPathState: has-class(name…) and ends-with(a,
/// b); re:test(text, pattern, flags?) and re:replace(text, pattern, flags, replacement) as in EXSLT, by RE2;
/// set:difference(a, b), set:intersection(a, b), set:has-same-node(a, b) and set:distinct(a) as in EXSLT;
/// id() by the attribute id; and those of register_places(). The prefixes re, set and xlink are known.
void register_functions(_xmlXPathContext* context);

}  // namespace trawl::extract
