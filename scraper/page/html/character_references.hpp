#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace trawl::page {

/// Where a reference stands: in an attribute, "&copy=1" and "&copyright" are not references. In XML the ";"
/// may not be missing, and numbers mean what they say. Names there are those of HTML, as browsers read XHTML
/// (https://html.spec.whatwg.org/multipage/xhtml.html#parsing-xhtml-documents), whatever the doctype.
enum class ReferencePlace { text, attribute, xml };

/// Reads the character reference at the beginning of `text`
/// (https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state). Appends its characters to
/// `out` as UTF-8 and returns its length in bytes. If there is no reference, appends nothing and returns 0.
/// Reads nothing behind the reference. Requires: text is not empty and text[0] == '&'.
std::size_t read_reference(std::string_view text, ReferencePlace place, std::string& out);

/// The reference that stands for a markup character in text and in quoted attributes ("&lt;" for "<"); "" for
/// other characters.
constexpr std::string_view escape_of(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    default:
      return "";
  }
}

/// Decodes all references in `text`.
std::string decode_references(std::string_view text, ReferencePlace place);

}  // namespace trawl::page
