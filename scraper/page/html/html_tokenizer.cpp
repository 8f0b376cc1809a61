#include "scraper/page/html/html_tokenizer.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/html_bytes.hpp"
#include "scraper/page/html/markup_ends.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"
#include "scraper/page/html/tag_attributes.hpp"

namespace trawl::page {
namespace {

constexpr std::string_view kCdata = "[CDATA[";
constexpr std::string_view kDoctype = "doctype";

/// The content of a comment, without its end mark.
std::string_view comment_content(std::string_view rest) {
  for (const std::string_view mark : {"-->", "--!>"}) {
    if (rest.ends_with(mark)) return rest.substr(0, rest.size() - mark.size());
  }
  if (rest == ">" || rest == "->") return {};
  for (const std::string_view begun : {"--!", "--", "-"}) {
    if (rest.ends_with(begun)) return rest.substr(0, rest.size() - begun.size());
  }
  return rest;
}

std::string_view without_angle(std::string_view declaration) {
  return declaration.substr(0, declaration.size() - (declaration.ends_with('>') ? 1 : 0));
}

}  // namespace

const Token* HtmlTokenizer::next() {
  if (content_ != Content::markup && read_raw_text()) return &token_;
  while (at_ < html_.size()) {
    const std::size_t end = text_end(at_);
    if (end > at_) {
      const bool foreign = foreign_.active();
      const Element inside = foreign_.empty() ? Element::unknown : foreign_.hidden();
      emit_text(end, foreign ? TextKind::replaceable : TextKind::body, inside);
      return &token_;
    }
    if (read_markup()) return &token_;
  }
  return nullptr;
}

/// The end of the text that begins at `start`: the next "<" that opens markup (tag open state).
std::size_t HtmlTokenizer::text_end(std::size_t start) const {
  for (std::size_t at = html_[start] == '<' ? start : find_near(html_, '<', start); at + 1 < html_.size();
       at = find_near(html_, '<', at + 1)) {
    const char next = html_[at + 1];
    if (is_html_byte(next, kLetterByte) || next == '!' || next == '?') return at;
    if (next == '/' && at + 2 < html_.size()) return at;
  }
  return html_.size();
}

bool HtmlTokenizer::emit_text(std::size_t end, TextKind kind, Element inside) {
  token_.kind = Token::Kind::text;
  token_.element = inside;
  token_.foreign = !foreign_.empty();
  token_.text_kind = kind;
  token_.text = html_.substr(at_, end - at_);
  at_ = end;
  return !token_.text.empty();
}

bool HtmlTokenizer::read_raw_text() {
  std::size_t end = html_.size();
  if (content_ == Content::script) {
    end = script_end(html_, at_);
  } else if (content_ != Content::plain_text) {
    end = raw_text_end(html_, at_, name_of(raw_element_));
  }
  const auto kind = content_ == Content::text_with_references ? TextKind::replaceable : TextKind::literal;
  content_ = Content::markup;
  return emit_text(end, kind, raw_element_);
}

/// Reads the markup at at_; false if it gives no token.
bool HtmlTokenizer::read_markup() {
  const char next = html_[at_ + 1];
  if (is_html_byte(next, kLetterByte)) return read_tag(at_ + 1, Token::Kind::start_tag);
  if (next == '!') return read_declaration();
  const bool names_element = next == '/' && is_html_byte(html_[at_ + 2], kLetterByte);
  if (names_element) return read_tag(at_ + 2, Token::Kind::end_tag);
  const std::size_t first = at_ + (next == '/' ? 2 : 1);
  at_ = angle_end(html_, at_ + 2);
  const std::string_view content = html_.substr(first, at_ - first);
  return content != ">" && emit_declaration(Token::Kind::comment, without_angle(content));
}

/// Gives a token only if comments and doctypes are asked for.
bool HtmlTokenizer::emit_declaration(Token::Kind kind, std::string_view content) {
  if (detail_ == Detail::content) return false;
  token_.kind = kind;
  token_.text = content;
  return true;
}

bool HtmlTokenizer::read_declaration() {
  const std::string_view rest = html_.substr(at_ + 2);
  const std::size_t first = at_ + 2;
  if (rest.starts_with("--")) {
    at_ = comment_end(html_, at_ + 4);
    return emit_declaration(Token::Kind::comment, comment_content(html_.substr(first + 2, at_ - first - 2)));
  }
  if (foreign_.active() && rest.starts_with(kCdata)) {
    at_ += 2 + kCdata.size();
    const bool any = emit_text(cdata_end(html_, at_), TextKind::literal, foreign_.hidden());
    at_ = std::min(at_ + 3, html_.size());
    return any;
  }
  at_ = angle_end(html_, first);
  const std::string_view content = without_angle(html_.substr(first, at_ - first));
  if (!text::starts_with_ignoring_case(content, kDoctype))
    return emit_declaration(Token::Kind::comment, content);
  return emit_declaration(Token::Kind::doctype, content.substr(kDoctype.size()));
}

bool HtmlTokenizer::read_tag(std::size_t name_at, Token::Kind kind) {
  at_ = name_end(html_, name_at, kTagNameEnd);
  token_.kind = kind;
  token_.text = html_.substr(name_at, at_ - name_at);
  const bool is_followed = html_.size() - name_at >= SixteenBytes::kSize;
  token_.element =
      is_followed ? element_of_first(token_.text.data(), token_.text.size()) : element_of(token_.text);
  if (at_ < html_.size() && html_[at_] == '>') {  // most tags have no attributes
    token_.attributes.clear();
    token_.self_closing = false;
    ++at_;
  } else if (!read_attributes(html_, at_, kind == Token::Kind::start_tag, token_)) {
    return false;
  }
  if (kind == Token::Kind::end_tag) {
    token_.foreign = foreign_.active();
    foreign_.end(token_.element);
    return true;
  }
  token_.foreign = foreign_.start(token_);
  if (!token_.foreign) {
    content_ = traits_of(token_.element).content;
    raw_element_ = token_.element;
  }
  return true;
}

}  // namespace trawl::page
