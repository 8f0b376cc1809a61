#pragma once
#include <algorithm>
#include <string>
#include <string_view>

/// ASCII, whatever the locale: kinds of characters, letter case, the white space of each standard, and parts
/// between separators. A byte of 0x80 or more is of no kind and has no case.
namespace trawl::text {

inline constexpr std::string_view kDigits = "0123456789";
inline constexpr std::string_view kUpperHexDigits = "0123456789ABCDEF";

/// White space is a different set in each standard, so it is always named: trimmed(value, kOws).
inline constexpr std::string_view kOws = " \t";               ///< RFC 9110 section 5.6.3
inline constexpr std::string_view kHttpSpace = "\t\n\r ";     ///< Fetch standard 2.2; the same as XML 1.0's
inline constexpr std::string_view kAsciiSpace = "\t\n\f\r ";  ///< Infra standard 4.6; HTML's
inline constexpr std::string_view kCSpace = "\t\n\v\f\r ";    ///< isspace() of C, in the "C" locale

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}
/// What a header's value may not hold (RFC 9110 section 5.5): 0x00 to 0x1F without the tab, and DEL.
constexpr bool is_control_but_tab(char c) {
  return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f';
}
/// What the URL standard removes from its input (section 4.4): "ASCII tab or newline".
constexpr bool is_tab_or_newline(char c) {
  return c == '\t' || c == '\n' || c == '\r';
}
/// What a token of HTTP may hold (RFC 9110 section 5.6.2, tchar).
constexpr bool is_token_character(char c) {
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// 0 to 15, or -1 for what is no hexadecimal digit.
constexpr int hex_digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
constexpr bool is_hex_digit(char c) {
  return hex_digit_value(c) >= 0;
}
/// One decimal digit or more, and nothing else.
constexpr bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr char upper(char c) {
  return is_lower(c) ? static_cast<char>(c - ('a' - 'A')) : c;
}
inline std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}
constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

/// The text without the characters of `space` in front.
constexpr std::string_view trimmed_front(std::string_view text, std::string_view space) {
  return text.substr(std::min(text.find_first_not_of(space), text.size()));
}
/// The text without the characters of `space` at its end.
constexpr std::string_view trimmed_back(std::string_view text, std::string_view space) {
  return text.substr(0, text.find_last_not_of(space) + 1);
}
/// The text without the characters of `space` on both sides.
constexpr std::string_view trimmed(std::string_view text, std::string_view space) {
  return trimmed_front(trimmed_back(text, space), space);
}
/// The text without bytes up to 0x20 on both sides: what the URL standard drops first (section 4.4).
constexpr std::string_view trimmed_controls_and_space(std::string_view text) {
  const auto is_dropped = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && is_dropped(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_dropped(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes the part before the first `separator` off the front of `rest`, together with the separator. Takes
/// all when there is none.
constexpr std::string_view take_until(std::string_view& rest, char separator) {
  const std::string_view part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

}  // namespace trawl::text
