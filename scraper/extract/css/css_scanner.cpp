#include "scraper/extract/css/css_scanner.hpp"

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {
namespace {

bool is_newline(char c) {
  return c == '\n' || c == '\r' || c == '\f';
}
bool is_name_start(char c) {
  return text::is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_character(char c) {
  return is_name_start(c) || text::is_digit(c) || c == '-';
}
bool is_space(char c) {
  return text::kAsciiSpace.find(c) != std::string_view::npos;
}

}  // namespace

CssScanner::CssScanner(const std::string& text) : text_(text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto character = text::first_code_point(std::string_view(text).substr(at));
    if (!character.valid || character.value == 0) fail_at(at, "this is not UTF-8 text");
    at += character.bytes;
  }
}

void CssScanner::fail_at(std::size_t at, const std::string& message) {
  throw SelectorError(at, message);
}

std::string CssScanner::shown() const {
  if (at_end()) return "the end";
  const auto bytes = text::first_code_point(std::string_view(text_).substr(at_)).bytes;
  return "'" + text::printable(text_.substr(at_, bytes)) + "'";
}

bool CssScanner::take(char wanted) {
  if (at_end() || text_[at_] != wanted) return false;
  ++at_;
  return true;
}

bool CssScanner::skip_space() {
  bool found = false;
  skip_comments();
  for (; !at_end() && is_space(text_[at_]); skip_comments()) {
    found = true;
    ++at_;
  }
  return found;
}

void CssScanner::skip_comments() {
  while (peek() == '/' && peek(1) == '*') {
    const std::size_t end = text_.find("*/", at_ + 2);
    if (end == std::string::npos) fail("this comment has no end");
    at_ = end + 2;
  }
}

bool CssScanner::is_escape_at(std::size_t ahead) const {
  return peek(ahead) == '\\' && at_ + ahead + 1 < text_.size() && !is_newline(peek(ahead + 1));
}

bool CssScanner::is_name_next() const {
  if (peek() == '-') return is_name_start(peek(1)) || peek(1) == '-' || is_escape_at(1);
  return is_name_start(peek()) || is_escape_at(0);
}

/// Up to six hexadecimal digits and one blank, or any one character.
void CssScanner::append_escaped(std::string& out) {
  ++at_;
  char32_t value = 0;
  int digits = 0;
  for (; digits < 6 && text::is_hex_digit(peek()); ++digits, ++at_)
    value = value * 16 + static_cast<char32_t>(text::hex_digit_value(peek()));
  if (digits == 0) {
    const auto bytes = text::first_code_point(std::string_view(text_).substr(at_)).bytes;
    out.append(text_, at_, bytes);
    at_ += bytes;
    return;
  }
  if (peek() == '\r' && peek(1) == '\n') ++at_;
  if (!at_end() && is_space(peek())) ++at_;
  const bool is_scalar = value != 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  text::append_utf8(out, is_scalar ? value : 0xFFFD);
}

std::string CssScanner::name_rest() {
  std::string name;
  while (!at_end()) {
    if (is_name_character(peek()))
      name += text_[at_++];
    else if (is_escape_at(0))
      append_escaped(name);
    else
      break;
  }
  return name;
}

std::optional<std::string> CssScanner::name() {
  if (!is_name_next()) return std::nullopt;
  return name_rest();
}

std::optional<std::string> CssScanner::hash() {
  if (!is_name_character(peek()) && !is_escape_at(0)) return std::nullopt;
  return name_rest();
}

std::optional<std::string> CssScanner::quoted() {
  const char quote = peek();
  if (quote != '"' && quote != '\'') return std::nullopt;
  const std::size_t begin = at_++;
  std::string value;
  while (!at_end() && !is_newline(peek())) {
    if (take(quote)) return value;
    if (peek() != '\\') {
      value += text_[at_++];
    } else if (is_escape_at(0)) {
      append_escaped(value);
    } else {  // an escaped line end is dropped
      ++at_;
      if (peek() == '\r' && peek(1) == '\n') ++at_;
      if (!at_end()) ++at_;
    }
  }
  fail_at(begin, "this string has no end");
}

std::optional<std::string> CssScanner::unsigned_digits() {
  std::string digits;
  while (text::is_digit(peek())) digits += text_[at_++];
  if (digits.empty()) return std::nullopt;
  return digits;
}

}  // namespace trawl::extract
