#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "scraper/extract/tree/element_rules.hpp"
#include "scraper/extract/tree/nodes.hpp"

namespace trawl::extract {

enum class Space : std::uint8_t { html, svg, math };

struct OpenElement {
  RawNode node = nullptr;
  const char* name = "";               ///< in lower case; the same place for the same name
  Element element = Element::unknown;  ///< `unknown` for elements of SVG and MathML as well
  Space space = Space::html;
  std::uint32_t rules = 0;

  bool is(Element wanted) const { return element == wanted && wanted != Element::unknown; }
  bool has(std::uint32_t rule) const { return (rules & rule) != 0; }
};

/// The stack of open elements
/// (https://html.spec.whatwg.org/multipage/parsing.html#the-stack-of-open-elements). The bottom is <html>,
/// and pop() leaves it there.
class OpenElements {
 public:
  void push(const OpenElement& opened) {
    ++open_[static_cast<std::size_t>(opened.element)];
    all_.push_back(opened);
  }
  void pop() {
    if (all_.size() <= 1) return;
    --open_[static_cast<std::size_t>(all_.back().element)];
    all_.pop_back();
  }
  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }
  const OpenElement& current() const { return all_.back(); }
  const OpenElement& operator[](std::size_t index) const { return all_[index]; }

  /// Whether that HTML element is open at all.
  bool has(Element element) const { return open_[static_cast<std::size_t>(element)] != 0; }
  /// Whether an HTML element is open above everything that has one of `bounds`.
  bool in_scope(Element element, std::uint32_t bounds = kScope) const;
  bool in_scope(RawNode node) const;
  bool any_in_scope(std::initializer_list<Element> elements, std::uint32_t bounds = kScope) const;
  bool heading_in_scope() const;

  /// Pops up to that element and the element itself. Requires: it is open.
  void pop_through(Element element);
  void pop_through_heading();
  /// Pops until `size` elements are left, one at least.
  void cut(std::size_t size);
  /// Pops until the current element is one of these, or <html> or a template.
  void clear_to(std::initializer_list<Element> elements);
  /// "Generate implied end tags", except for one element.
  void close_implied(Element except = Element::unknown);
  void close_implied_thoroughly();

  /// Index of a node; size() if it is not open.
  std::size_t find(RawNode node) const;
  /// Index of the innermost one of that element; size() if there is none.
  std::size_t find_last(Element element) const;
  void erase(std::size_t index);
  void insert(std::size_t index, const OpenElement& opened);
  /// Another element of the same kind stands for this one.
  void replace(std::size_t index, RawNode node) { all_[index].node = node; }

 private:
  std::vector<OpenElement> all_;
  std::array<std::uint32_t, 256> open_{};  ///< how many of each HTML element are open
};

}  // namespace trawl::extract
