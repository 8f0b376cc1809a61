#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scraper/page/html/foreign_content.hpp"
#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Splits an HTML document into tags and texts
/// (https://html.spec.whatwg.org/multipage/parsing.html#tokenization) without building a tree and with
/// scripting off. Skips comments and doctypes. Tracks SVG and MathML itself, to know which elements contain
/// raw text and where CDATA sections may stand. Takes linear time; memory does not grow with the document.
/// `Detail::all` gives comments and doctypes as well.
/// Requires: the document is UTF-8 and outlives the tokenizer and its tokens.
class HtmlTokenizer {
 public:
  enum class Detail : std::uint8_t { content, all };

  explicit HtmlTokenizer(std::string_view html, Detail detail = Detail::content)
      : html_(html), detail_(detail) {}

  /// The next token, or null at the end. Valid until the next call.
  const Token* next();

 private:
  bool read_raw_text();
  bool read_markup();
  bool read_declaration();
  bool read_tag(std::size_t name_at, Token::Kind kind);
  std::size_t text_end(std::size_t start) const;
  bool emit_text(std::size_t end, TextKind kind, Element inside);
  bool emit_declaration(Token::Kind kind, std::string_view content);

  std::string_view html_;
  Detail detail_;
  std::size_t at_ = 0;
  Token token_;
  Content content_ = Content::markup;
  Element raw_element_ = Element::unknown;
  ForeignContent foreign_;
};

}  // namespace trawl::page
