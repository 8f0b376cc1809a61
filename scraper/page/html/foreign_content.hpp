#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Tells whether the current place in a document belongs to SVG, MathML or HTML, without building a tree
/// (https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign). Keeps a stack of the open
/// svg and math elements and, inside them, of the elements that lead back to HTML (integration points) or
/// whose text is hidden. Invariant: the stack has at most 64 elements; deeper ones are ignored.
class ForeignContent {
 public:
  /// Reads a start tag; true if it opens an SVG or MathML element.
  bool start(const Token& tag);
  void end(Element element);

  /// Whether the current place belongs to an SVG or MathML element.
  bool active() const { return !open_.empty() && !open_.back().integration; }
  bool empty() const { return open_.empty(); }
  /// The innermost open element that hides its text; `unknown` if there is none.
  Element hidden() const;

 private:
  struct Open {
    Element element;
    bool math;         ///< belongs to MathML, otherwise to SVG
    bool integration;  ///< contains HTML
  };

  bool leaves(const Token& tag) const;
  void leave();
  void open(const Token& tag);

  std::vector<Open> open_;
  /// For each HTML element, how many are open. Elements may be closed in any order.
  std::array<std::uint32_t, 256> html_open_{};
};

}  // namespace trawl::page
