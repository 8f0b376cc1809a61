#include "scraper/extract/json/json_path_scanner.hpp"

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {
namespace {

constexpr std::int64_t kMost = (std::int64_t{1} << 53) - 1;  // RFC 9535 section 2.1

bool is_name_first(char c) {
  return text::is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

JsonPathScanner::JsonPathScanner(const std::string& text) : text_(text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto character = text::first_code_point(std::string_view(text).substr(at));
    if (!character.valid || character.value == 0) fail_at(at, "this is not UTF-8 text");
    at += character.bytes;
  }
}

void JsonPathScanner::fail_at(std::size_t at, const std::string& message) {
  throw SelectorError(at, message);
}

std::string JsonPathScanner::shown() const {
  if (at_end()) return "the end";
  const auto bytes = text::first_code_point(std::string_view(text_).substr(at_)).bytes;
  return "'" + text::printable(text_.substr(at_, bytes)) + "'";
}

bool JsonPathScanner::take(std::string_view wanted) {
  if (!std::string_view(text_).substr(at_).starts_with(wanted)) return false;
  at_ += wanted.size();
  return true;
}

void JsonPathScanner::skip_blanks() {
  while (!at_end() && text::kHttpSpace.find(text_[at_]) != std::string_view::npos) ++at_;
}

std::optional<std::string> JsonPathScanner::member_name() {
  if (!is_name_first(peek())) return std::nullopt;
  const std::size_t begin = at_;
  while (!at_end() && (is_name_first(peek()) || text::is_digit(peek()))) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::optional<std::string> JsonPathScanner::function_name() {
  if (!text::is_lower(peek())) return std::nullopt;
  const std::size_t begin = at_;
  while (text::is_lower(peek()) || text::is_digit(peek()) || peek() == '_') ++at_;
  return text_.substr(begin, at_ - begin);
}

char32_t JsonPathScanner::four_hex_digits() {
  char32_t value = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    if (!text::is_hex_digit(peek())) fail("expected four hexadecimal digits after \\u");
    value = value * 16 + static_cast<char32_t>(text::hex_digit_value(peek()));
  }
  return value;
}

/// RFC 9535 section 2.3.1.1. Requires: a backslash is next.
void JsonPathScanner::append_escaped(std::string& out, char quote) {
  constexpr std::string_view kLetters = "bfnrt/\\", kMeanings = "\b\f\n\r\t/\\";
  const std::size_t begin = at_++;
  const char c = peek();
  if (c == quote && !at_end()) {
    out += quote;
    ++at_;
  } else if (const auto known = kLetters.find(c); known != std::string_view::npos && c != '\0') {
    out += kMeanings[known];
    ++at_;
  } else if (c == 'u') {
    ++at_;
    char32_t value = four_hex_digits();
    if (value >= 0xD800 && value < 0xDC00 && take("\\u")) {
      const char32_t low = four_hex_digits();
      value = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00) : 0xD800;
    }
    if (value >= 0xD800 && value < 0xE000) fail_at(begin, "half of a surrogate pair");
    text::append_utf8(out, value);
  } else {
    fail_at(begin, "unknown escape");
  }
}

std::optional<std::string> JsonPathScanner::quoted() {
  const char quote = peek();
  if (quote != '"' && quote != '\'') return std::nullopt;
  const std::size_t begin = at_++;
  std::string value;
  while (!at_end() && peek() != quote) {
    if (peek() >= 0 && peek() < ' ') fail("a control character in a string must be escaped");
    if (peek() == '\\')
      append_escaped(value, quote);
    else
      value += text_[at_++];
  }
  if (at_end()) fail_at(begin, "this string has no end");
  ++at_;
  return value;
}

std::optional<std::int64_t> JsonPathScanner::whole_number() {
  const std::size_t begin = at_;
  const bool is_negative = take("-");
  if (!text::is_digit(peek())) {
    at_ = begin;
    return std::nullopt;
  }
  if (peek() == '0' && (is_negative || text::is_digit(peek(1))))
    fail_at(begin, is_negative ? "-0 is no index" : "a number has no leading zeros");
  std::int64_t value = 0;
  for (; text::is_digit(peek()); ++at_) {
    value = value * 10 + (peek() - '0');
    if (value > kMost) fail_at(begin, "the number is too large");
  }
  return is_negative ? -value : value;
}

std::optional<std::string> JsonPathScanner::number() {
  const std::size_t begin = at_;
  take("-");
  if (!text::is_digit(peek())) {
    at_ = begin;
    return std::nullopt;
  }
  const auto digits = [&] {
    if (!text::is_digit(peek())) fail("expected a digit, not " + shown());
    while (text::is_digit(peek())) ++at_;
  };
  if (peek() == '0' && text::is_digit(peek(1))) fail_at(begin, "a number has no leading zeros");
  digits();
  if (take(".")) digits();
  if (take("e") || take("E")) {
    if (!take("+")) take("-");
    digits();
  }
  return text_.substr(begin, at_ - begin);
}

}  // namespace trawl::extract
