#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scraper/extract/tree/xpath_places.hpp"

struct _xmlNode;
struct _xmlXPathCompExpr;
struct _xmlXPathContext;
struct _xmlXPathObject;
struct _xmlXPathParserContext;

namespace re2 {
class RE2;
}

namespace trawl::extract {

class PageBudget;

/// An expression made ready; see CountedXPath.
struct CompiledSteps {
  _xmlXPathCompExpr* expression = nullptr;
  bool descends = false, is_streamed = false, from_root = false;
};

/// What the functions of an expression share: the patterns that it has used, compiled, and the last error.
class XPathState {
 public:
  XPathState();
  ~XPathState();
  /// The pattern, or null if it is none; then `error` says why. `flags`: "i" ignores case.
  const re2::RE2* find(const std::string& pattern, const std::string& flags);
  XPathPlaces places;
  PageBudget* budget = nullptr;                       ///< of the evaluation
  const std::vector<CompiledSteps>* steps = nullptr;  ///< those that _follow() finds by number
  std::string error;
  int error_code = 0;        ///< of libxml2; 0: none
  std::size_t error_at = 0;  ///< byte of the expression

 private:
  std::map<std::string, std::unique_ptr<re2::RE2>> compiled_;
};

XPathState& state_of(_xmlXPathParserContext* parser);

// libxml2 counts the nodes that it looks at as steps, and nothing else. What is done besides counts by these.

/// Counts steps. False if that is too many; then the evaluation fails.
bool spend(_xmlXPathParserContext* parser, unsigned long steps);
/// The steps that it takes to make a text of a node: one for each node below, and one for 64 bytes.
unsigned long steps_to_text(const _xmlNode* top);
/// Document order, each node once.
void put_in_order(std::vector<_xmlNode*>& nodes, bool might_repeat);
/// Evaluates it from that node, and counts what libxml2 does not. Null if that failed.
_xmlXPathObject* evaluated(const CompiledSteps& steps, _xmlNode* start, _xmlXPathContext* context);

/// Adds trawl's functions to a context, whose `userData` is an XPathState: has-class(name…) and ends-with(a,
/// b); re:test(text, pattern, flags?) and re:replace(text, pattern, flags, replacement) as in EXSLT, by RE2;
/// set:difference(a, b), set:intersection(a, b), set:has-same-node(a, b) and set:distinct(a) as in EXSLT;
/// id() by the attribute id; and those of register_places() and register_operators(). The prefixes re, set
/// and xlink are known.
void register_functions(_xmlXPathContext* context);

}  // namespace trawl::extract
