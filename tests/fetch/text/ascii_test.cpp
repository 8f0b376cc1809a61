#include "fetch/text/ascii.hpp"

#include <doctest/doctest.h>

using namespace trawl;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

/// All bytes of a kind, in order.
std::string bytes_that(bool (*is_of_kind)(char)) {
  std::string found;
  for (int byte = 0; byte < 256; ++byte) {
    if (is_of_kind(static_cast<char>(byte))) found += static_cast<char>(byte);
  }
  return found;
}

constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

}  // namespace

TEST_CASE("each kind holds the characters that its standard lists, and no byte beyond ASCII") {
  const std::string letters = std::string(kUpper).append(kLower);
  const std::string controls =
      "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0a\x0b\x0c\x0d\x0e\x0f"
      "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"s;
  CHECK(bytes_that(text::is_digit) == "0123456789");                  // Infra standard 4.6, ASCII digit
  CHECK(bytes_that(text::is_hex_digit) == "0123456789ABCDEFabcdef");  // ASCII hex digit
  CHECK(bytes_that(text::is_upper) == kUpper);                        // ASCII upper alpha
  CHECK(bytes_that(text::is_lower) == kLower);                        // ASCII lower alpha
  CHECK(bytes_that(text::is_letter) == letters);                      // ASCII alpha
  CHECK(bytes_that(text::is_alphanumeric) == "0123456789" + letters);
  CHECK(bytes_that(text::is_control_but_tab) == controls);  // RFC 9110 section 5.5
  CHECK(bytes_that(text::is_tab_or_newline) == "\t\n\r");   // Infra standard 4.6
  CHECK(bytes_that(text::is_token_character) ==             // RFC 9110 section 5.6.2, tchar
        "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~");
}

TEST_CASE("a hexadecimal digit has its value in either case") {
  for (int value = 0; value < 16; ++value) {
    const char digit = text::kUpperHexDigits[static_cast<std::size_t>(value)];
    CAPTURE(digit);
    CHECK(text::hex_digit_value(digit) == value);
    CHECK(text::hex_digit_value(text::lower(digit)) == value);
  }
  for (const char c : "\0/:@G`g\xff"sv) CHECK(text::hex_digit_value(c) == -1);
}

TEST_CASE("a number is one digit or more") {
  CHECK(text::is_number("0"));
  CHECK(text::is_number("0123456789"));
  for (const auto* no : {"", " 1", "1 ", "-1", "+1", "1.0", "1a"}) CHECK_FALSE(text::is_number(no));
}

TEST_CASE("only ASCII letters change their case (Infra standard 4.6, ASCII lowercase)") {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    CAPTURE(byte);
    const std::size_t upper = kUpper.find(c), lower = kLower.find(c);
    CHECK(text::lower(c) == (upper == kUpper.npos ? c : kLower[upper]));
    CHECK(text::upper(c) == (lower == kLower.npos ? c : kUpper[lower]));
  }
  CHECK(text::lowered("Content-TYPE: ÄÖ [Z]") == "content-type: ÄÖ [z]");
}

TEST_CASE(
    "texts are compared without regard to ASCII case (Infra standard 4.6, ASCII case-insensitive match)") {
  CHECK(text::equal_ignoring_case("", ""));
  CHECK(text::equal_ignoring_case("Set-Cookie", "sET-cOOKIE"));
  CHECK_FALSE(text::equal_ignoring_case("a", "ab"));
  CHECK_FALSE(text::equal_ignoring_case("ab", "a"));
  CHECK_FALSE(text::equal_ignoring_case("@[`{", "`{@["));
  CHECK_FALSE(text::equal_ignoring_case("ä", "Ä"));
  CHECK_FALSE(text::equal_ignoring_case("K", "\u212a"));  // the Kelvin sign
}

TEST_CASE("a prefix is found in any case") {
  CHECK(text::starts_with_ignoring_case("<META charset", "<meta"));
  CHECK(text::starts_with_ignoring_case("url", "URL"));
  CHECK(text::starts_with_ignoring_case("anything", ""));
  CHECK_FALSE(text::starts_with_ignoring_case("ur", "url"));
}

TEST_CASE("each standard's white space is trimmed by name, and no other") {
  struct Case {
    std::string_view space, around, beyond;
  };
  for (const Case& each : {
           Case{text::kOws, "\t ", "\n\v\f\r"},         // RFC 9110 section 5.6.3
           Case{text::kHttpSpace, "\t\n\r ", "\v\f"},   // Fetch standard 2.2, and XML 1.0 production 3
           Case{text::kAsciiSpace, "\t\n\f\r ", "\v"},  // Infra standard 4.6
           Case{text::kCSpace, "\t\n\v\f\r ", ""},      // C17 7.4.1.10
       }) {
    CAPTURE(each.around);
    const std::string around(each.around);
    CHECK(text::trimmed(around + "x y" + around, each.space) == "x y");
    const std::string others = std::string(each.beyond).append("\x1f\xa0");
    for (const char other : others) {
      const std::string kept = other + "x"s + other;
      CHECK(text::trimmed(kept, each.space) == kept);
    }
  }
}

TEST_CASE("one side is trimmed alone, and what is all white space becomes empty") {
  CHECK(text::trimmed_front(" \t x y ", text::kOws) == "x y ");
  CHECK(text::trimmed_back(" x y\t ", text::kOws) == " x y");
  for (const auto* blank : {"", " ", " \t "}) {
    CHECK(text::trimmed(blank, text::kOws).empty());
    CHECK(text::trimmed_front(blank, text::kOws).empty());
    CHECK(text::trimmed_back(blank, text::kOws).empty());
  }
}

TEST_CASE("the URL standard's C0 controls and spaces are dropped on both sides (section 4.4)") {
  CHECK(text::trimmed_controls_and_space("\x00\x1f  a\x00 b\x7f\x20\x01"sv) == "a\x00 b\x7f"sv);
  CHECK(text::trimmed_controls_and_space("\x80 \x80"sv) == "\x80 \x80"sv);
  CHECK(text::trimmed_controls_and_space(" \x01 "sv).empty());
}

TEST_CASE("parts are taken off the front of a text, one separator at a time") {
  std::string_view rest = "a;;bc";
  CHECK(text::take_until(rest, ';') == "a");
  CHECK(rest == ";bc");
  CHECK(text::take_until(rest, ';') == "");
  CHECK(rest == "bc");
  CHECK(text::take_until(rest, ';') == "bc");
  CHECK(rest.empty());
  CHECK(text::take_until(rest, ';') == "");
  rest = "a;";
  CHECK(text::take_until(rest, ';') == "a");
  CHECK(rest.empty());
}
