#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace trawl::page {

/// Where a reference stands: in an attribute, "&copy=1" and "&copyright" are left alone.
enum class ReferencePlace { text, attribute };

/// Reads the character reference at the '&' that `text` begins with, by
/// https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state.
/// Appends its characters as UTF-8 to `out` and returns how many bytes of `text` it took; where there is no
/// reference, 0, and nothing is appended. Looks at no more than the reference itself. Requires: text is not
/// empty and text[0] == '&'.
std::size_t read_reference(std::string_view text, ReferencePlace place, std::string& out);

/// "&lt;" for "<" and so on: what stands for a character that is markup in text or in a quoted attribute; "" for others.
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

/// `text` with all its references decoded.
std::string decode_references(std::string_view text, ReferencePlace place);

}  // namespace trawl::page
