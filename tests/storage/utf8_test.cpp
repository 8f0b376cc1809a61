#include "storage/utf8.hpp"

#include <tuple>

#include <doctest/doctest.h>

using namespace trawl::storage;

TEST_CASE("well-formed sequences are read whole") {
  const std::tuple<const char*, char32_t, std::size_t> cases[] = {
      {"A", 0x41, 1}, {"\u00e9", 0xE9, 2}, {"\u20ac", 0x20AC, 3}, {"\U0001F600", 0x1F600, 4}};
  for (const auto& [text, value, bytes] : cases) {
    const CodePoint point = first_code_point(text);
    CHECK(point.valid);
    CHECK(point.value == value);
    CHECK(point.bytes == bytes);
  }
}

TEST_CASE("overlong, surrogate, too high, cut and stray bytes are one U+FFFD each (Unicode 3.9)") {
  for (const char* text : {"\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80", "\xE2\x82", "\x80", "\xFF"}) {
    const CodePoint point = first_code_point(text);
    CHECK_FALSE(point.valid);
    CHECK(point.value == 0xFFFD);
    CHECK(point.bytes == 1);
  }
}
