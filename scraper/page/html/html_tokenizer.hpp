#pragma once
#include <cstddef>
#include <string_view>

#include "scraper/page/html/foreign_content.hpp"
#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Cuts an HTML document into tags and texts by
/// https://html.spec.whatwg.org/multipage/parsing.html#tokenization, without building a tree and with
/// scripting off. Comments and doctypes are passed over. Which elements hold raw text, and where CDATA
/// sections are, it tells by following SVG and MathML itself. Linear in time; memory does not grow with the
/// document. Requires: the document is UTF-8 and outlives the tokenizer and its tokens.
class HtmlTokenizer {
 public:
  explicit HtmlTokenizer(std::string_view html) : html_(html) {}

  /// The next token, null at the end. It is valid until the next call.
  const Token* next();

 private:
  bool read_raw_text();
  bool read_markup();
  bool read_declaration();
  bool read_tag(std::size_t name_at, Token::Kind kind);
  bool read_attributes(bool keep);
  void read_attribute(Attribute& attribute);
  std::string_view read_attribute_value();
  void skip_blanks();
  std::size_t text_end(std::size_t from) const;
  bool emit_text(std::size_t end, TextKind kind, Element inside);

  std::string_view html_;
  std::size_t at_ = 0;
  Token token_;
  Attribute passed_over_;  ///< room for what no token keeps
  Content content_ = Content::markup;
  Element raw_element_ = Element::unknown;
  ForeignContent foreign_;
};

}  // namespace trawl::page
