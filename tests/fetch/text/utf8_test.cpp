#include "fetch/text/utf8.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>

using namespace trawl;

using namespace std::string_view_literals;
using text::ascii_prefix;
using text::clean_utf8;
using text::is_utf8;

namespace {

std::string with_replacements(std::string_view pattern) {
  std::string text;
  for (const char c : pattern) {
    if (c == '?') {
      text += text::kReplacement;
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

TEST_CASE("well-formed UTF-8 is copied unchanged, NUL included") {
  for (const std::string_view text :
       {""sv, "plain"sv, "a\0b"sv, "é"sv, "€ 𝄞 한국어"sv, "\xF4\x8F\xBF\xBF"sv, "\xED\x9F\xBF\xEE\x80\x80"sv,
        "\xEF\xBF\xBD"sv, "a\x7F\u0080\u07FF\u0800\uFFFF\U00010000\U0010FFFF"sv}) {
    CAPTURE(text);
    CHECK(is_utf8(text));
    CHECK(clean_utf8(text) == text);
  }
}

TEST_CASE("each maximal subpart of an ill-formed sequence becomes one replacement character") {
  struct Case {
    std::string_view bytes, pattern;
  };
  // The table of the Unicode standard, section 3.9, and the borders of each lead byte.
  constexpr Case kCases[] = {
      {"\x80", "?"},
      {"a\xFFz", "a?z"},
      {"\xC0\xAFz", "??z"},
      {"\xC1\xBF", "??"},
      {"\xC2z", "?z"},
      {"\xC2\xC2z", "??z"},
      {"\xE0\x80\x80", "???"},
      {"\xE0\x9F\xBF", "???"},
      {"\xE2\x82z", "?z"},
      {"\xE2\x82", "?"},
      {"\xE2\xE2\x82\xAC", "?\u20AC"},
      {"\xED\xA0\x80", "???"},
      {"\xF0\x8F\xBF\xBF", "????"},
      {"\xF0\x9D\x84", "?"},
      {"\xF0\x9D\x84z", "?z"},
      {"\xF4\x90\x80\x80", "????"},
      {"\xF5\x80", "??"},
      {"\xF1\x80\xC2z", "??z"},
      {"a\xF1\x80\x80\xE1\x80\xC2"
       "b\x80"
       "c\x80\xBF"
       "d",
       "a???b?c??d"},
  };
  for (const Case& each : kCases) {
    CAPTURE(each.pattern);
    CHECK(!is_utf8(each.bytes));
    CHECK(clean_utf8(each.bytes) == with_replacements(each.pattern));
  }
}

TEST_CASE("an error is found at every place of a long text") {
  for (std::size_t at = 0; at < 80; ++at) {
    std::string text(80, 'x');
    text[at] = '\xFF';
    CAPTURE(at);
    CHECK(ascii_prefix(text) == at);
    CHECK(!text::is_ascii(text));
    CHECK(!is_utf8(text));
    CHECK(clean_utf8(text).size() == 82);
  }
}

TEST_CASE("the census counts characters beyond ASCII and errors") {
  const text::Utf8Census census = text::utf8_census("aé€\xFF𝄞\x80");
  CHECK(census.characters == 3);
  CHECK(census.errors == 2);
}

TEST_CASE("the first code point of a text is read whole, with its size") {
  struct Case {
    std::string_view bytes;
    char32_t value;
    std::size_t size;
  };
  for (const Case& each : {Case{"A", 0x41, 1},
                           {"\0"sv, 0, 1},
                           {"\x7F", 0x7F, 1},
                           {"\u0080", 0x80, 2},
                           {"\u07FFz", 0x7FF, 2},
                           {"\u0800", 0x800, 3},
                           {"\u20AC\u20AC", 0x20AC, 3},
                           {"\uFFFF", 0xFFFF, 3},
                           {"\U00010000", 0x10000, 4},
                           {"\U0010FFFFz", 0x10FFFF, 4}}) {
    CAPTURE(each.bytes);
    const text::CodePoint point = text::first_code_point(each.bytes);
    CHECK(point.valid);
    CHECK(point.value == each.value);
    CHECK(point.bytes == each.size);
  }
}

TEST_CASE("an ill-formed part that comes first is U+FFFD, with the size of its maximal subpart") {
  constexpr std::pair<std::string_view, std::size_t> kCases[] = {
      {"\x80", 1},          {"\xFFz", 1},        {"\xC0\xAF", 1},
      {"\xE0\x80\xAF", 1},  {"\xED\xA0\x80", 1}, {"\xF4\x90\x80\x80", 1},
      {"\xE2\x82", 2},      {"\xE2\x82z", 2},    {"\xF0\x9F\x98", 3},
      {"\xF0\x9F\x98z", 3}, {"\xE2\xE2\x82", 1}};
  for (const auto& one : kCases) {
    const std::string_view bytes = one.first;
    const std::size_t size = one.second;
    CAPTURE(size);
    const text::CodePoint point = text::first_code_point(bytes);
    CHECK_FALSE(point.valid);
    CHECK(point.value == 0xFFFD);
    CHECK(point.bytes == size);
  }
}

TEST_CASE("a code point is written in its shortest form") {
  const auto written = [](char32_t code_point) {
    std::string text;
    text::append_utf8(text, code_point);
    return text;
  };
  CHECK(written(U'\0') == "\0"sv);
  CHECK(written(0x7F) == "\x7F");
  CHECK(written(0x80) == "\xC2\x80");
  CHECK(written(0x7FF) == "\xDF\xBF");
  CHECK(written(0x800) == "\xE0\xA0\x80");
  CHECK(written(0xFFFF) == "\xEF\xBF\xBF");
  CHECK(written(0x10000) == "\xF0\x90\x80\x80");
  CHECK(written(0x10FFFF) == "\xF4\x8F\xBF\xBF");
}
