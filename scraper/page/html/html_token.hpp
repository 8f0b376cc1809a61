#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/html/html_elements.hpp"

namespace trawl::page {

/// How to read the bytes of a text token.
enum class TextKind : std::uint8_t {
  body,         ///< decode character references, drop U+0000
  replaceable,  ///< decode character references, replace U+0000 by U+FFFD
  literal       ///< keep character references, replace U+0000 by U+FFFD
};

/// An attribute as written: the character references in its value are not decoded.
struct Attribute {
  std::string_view name;
  std::string_view raw;
};

/// One piece of an HTML document. Its views point into the document.
struct Token {
  enum class Kind : std::uint8_t { start_tag, end_tag, text };

  Kind kind = Kind::text;
  /// Of a tag: its element. Of a text: the raw-text element (title, script, …) or hidden SVG element around
  /// it.
  Element element = Element::unknown;
  bool foreign = false;  ///< the tag belongs to SVG or MathML, or the text stands in it
  bool self_closing = false;
  TextKind text_kind = TextKind::body;
  std::string_view text;              ///< a text's bytes, or a tag's name as written
  std::vector<Attribute> attributes;  ///< of a start tag; in order, with duplicates, at most 1,000

  /// The first attribute of that name, or null. Requires: `name` is in lower case.
  const Attribute* find(std::string_view name) const;
  /// The decoded value of that attribute; "" if there is none.
  std::string value(std::string_view name) const;
};

/// The value of an attribute: references are decoded, line ends become LF and U+0000 becomes U+FFFD.
std::string attribute_value(std::string_view raw);

}  // namespace trawl::page
