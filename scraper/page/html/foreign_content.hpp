#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Follows where a document is in SVG or MathML and where in HTML, without a tree: it keeps the open svg and
/// math elements and, inside them, the elements that lead back to HTML (integration points) or whose text is
/// not shown. https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign Invariant: at most
/// 64 elements are kept; deeper ones are passed over.
class ForeignContent {
 public:
  /// Takes a start tag; true when it opens an SVG or MathML element.
  bool start(const Token& tag);
  void end(Element element);

  /// Whether text at this place belongs to an SVG or MathML element.
  bool active() const { return !open_.empty() && !open_.back().integration; }
  bool empty() const { return open_.empty(); }
  /// The innermost SVG element around this place whose text is not shown; unknown when there is none.
  Element hidden() const;

 private:
  struct Open {
    Element element;
    bool math;         ///< MathML, else SVG
    bool integration;  ///< its content is HTML
  };

  bool leaves(const Token& tag) const;
  void leave();
  void open(const Token& tag);

  std::vector<Open> open_;
  /// How many HTML elements of each kind have been opened and not closed, whether in order or not.
  std::array<std::uint32_t, 256> html_open_{};
};

}  // namespace trawl::page
