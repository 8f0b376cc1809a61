#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Splits an XHTML document into the tags and texts of a page, by the rules of XML and of namespaces
/// (https://www.w3.org/TR/xml/, https://www.w3.org/TR/xml-names/): names are case-sensitive, an element may
/// be self-closing (then an end tag follows its start tag), and scripts and titles contain markup. Skips
/// comments, instructions and the doctype; expands no entity that a document declares. Where a browser stops
/// because a document is not well-formed, this reads on. Takes linear time.
/// Requires: the document is UTF-8 and outlives the tokenizer and its tokens.
class XhtmlTokenizer {
 public:
  /// A namespace. Elements without one have that of `without_default`, if the root has no prefix: many who
  /// write XHTML forget to name it.
  enum class Space : std::uint8_t { none, xhtml, svg, math, other };

  explicit XhtmlTokenizer(std::string_view xml, Space without_default = Space::xhtml)
      : xml_(xml), default_(without_default) {}

  /// The next token, or null at the end. Valid until the next call.
  const Token* next();

  /// The namespace of the innermost open element; `none` outside the root.
  Space space() const { return open_.empty() ? Space::none : open_.back().space; }

 private:
  struct Binding {
    std::string_view prefix;  ///< "" for the default namespace
    Space space;
    bool is_xlink;
  };
  struct Open {
    std::string_view name;  ///< with its prefix
    Element element = Element::unknown;
    Element hidden = Element::unknown;  ///< the innermost element that hides text, or this
    Space space = Space::none;
    std::size_t bindings = 0;  ///< how many there are outside this element
  };

  bool read_markup();
  bool read_declaration();
  bool read_start_tag();
  bool read_end_tag();
  void close_to(std::size_t depth);
  void skip_doctype();
  void bind_prefixes();
  void keep_attributes_of_xhtml();
  const Binding* binding_of(std::string_view prefix) const;
  Space space_of(std::string_view prefix) const;
  std::size_t text_end() const;
  bool emit_text(std::size_t end, TextKind kind);

  std::string_view xml_;
  Space default_;
  std::size_t at_ = 0;
  Token token_;
  bool ends_at_once_ = false;  ///< the token was a self-closing tag
  std::vector<Open> open_;
  std::vector<Binding> bindings_;
};

}  // namespace trawl::page
