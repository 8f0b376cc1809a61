#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/html/html_elements.hpp"

namespace trawl::page {

/// What the bytes of a text still need: character references decoded or not, and U+0000 dropped or made
/// U+FFFD.
enum class TextKind : std::uint8_t { body, replaceable, literal };

/// An attribute as written: its value's character references are not decoded yet.
struct Attribute {
  std::string_view name;
  std::string_view raw;
};

/// One piece of an HTML document. Its views point into the document.
struct Token {
  enum class Kind : std::uint8_t { start_tag, end_tag, text };

  Kind kind = Kind::text;
  /// Of a tag: which one. Of a text: the raw-text element (title, script, …) or hidden SVG element that it
  /// stands in.
  Element element = Element::unknown;
  bool foreign = false;  ///< a tag of, or a text in, SVG or MathML
  bool self_closing = false;
  TextKind text_kind = TextKind::body;
  std::string_view text;              ///< a text's bytes, or a tag's name as written
  std::vector<Attribute> attributes;  ///< of a start tag, in order, duplicates included, at most 1,000

  /// The first attribute of that name; null when there is none. `name` is in lower case.
  const Attribute* find(std::string_view name) const;
  /// That attribute's value, decoded; "" when there is none.
  std::string value(std::string_view name) const;
};

/// An attribute's value with references decoded, line ends made LF and U+0000 made U+FFFD.
std::string attribute_value(std::string_view raw);

}  // namespace trawl::page
