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
  xml,          ///< the same by the rules of XML
  literal       ///< keep character references, replace U+0000 by U+FFFD
};

/// Whose rules an attribute's value follows.
enum class Syntax : std::uint8_t { html, xml };

/// An attribute as written: the character references in its value are not decoded.
struct Attribute {
  std::string_view name;
  std::string_view raw;
};

/// One piece of an HTML document. Its views point into the document.
struct Token {
  /// Comments and doctypes are told only to who asks for them.
  enum class Kind : std::uint8_t { start_tag, end_tag, text, comment, doctype };

  Kind kind = Kind::text;
  /// Of a tag: its element. Of a text: the raw-text element (title, script, …) or hidden SVG element around
  /// it.
  Element element = Element::unknown;
  bool foreign = false;  ///< the tag belongs to SVG or MathML, or the text stands in it
  bool self_closing = false;
  Syntax syntax = Syntax::html;
  TextKind text_kind = TextKind::body;
  /// A text's or comment's bytes, what a doctype says, or a tag's name as written.
  std::string_view text;
  std::vector<Attribute> attributes;  ///< of a start tag; in order, with duplicates, at most 1,000

  /// The first attribute of that name, or null. Requires: `name` is in lower case.
  const Attribute* find(std::string_view name) const;
  /// The decoded value of that attribute; "" if there is none.
  std::string value(std::string_view name) const;
  /// That attribute as written; "" if there is none. Points into the document.
  std::string_view raw(std::string_view name) const;
};

/// The value of an attribute: references are decoded, U+0000 becomes U+FFFD, and a line end becomes LF in
/// HTML, a space in XML, as a tab does there (https://www.w3.org/TR/xml/#AVNormalize).
std::string attribute_value(std::string_view raw, Syntax syntax = Syntax::html);

}  // namespace trawl::page
