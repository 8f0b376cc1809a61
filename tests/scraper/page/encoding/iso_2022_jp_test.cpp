#include "scraper/page/encoding/iso_2022_jp.hpp"

#include <string_view>

#include <doctest/doctest.h>

using namespace trawl;

using page::decode_iso_2022_jp;

TEST_CASE("an escape sequence selects the set of the characters after it") {
  CHECK(decode_iso_2022_jp("a\x1B$BF|K\\\x1B(Bz") == "a日本z");
  CHECK(decode_iso_2022_jp("\x1B$@F|") == "日");
  CHECK(decode_iso_2022_jp("\x1B(J\\~a\x1B(B\\~") == "¥‾a\\~");
  CHECK(decode_iso_2022_jp("\x1B(I1\x5F") == "ｱﾟ");
}

TEST_CASE("two escape sequences in a row are an error") {
  CHECK(decode_iso_2022_jp("\x1B$B\x1B(Bz") == "\uFFFDz");
  CHECK(decode_iso_2022_jp("\x1B(B\x1B$BF|\x1B(B") == "\uFFFD日");
}

TEST_CASE("an unknown escape sequence is an error, and its bytes are read as characters") {
  CHECK(decode_iso_2022_jp("\x1B(Xz") == "\uFFFD(Xz");
  CHECK(decode_iso_2022_jp("a\x1Bz") == "a\uFFFDz");
  CHECK(decode_iso_2022_jp("a\x1B$") == "a\uFFFD$");
  CHECK(decode_iso_2022_jp("a\x1B") == "a\uFFFD");
}

TEST_CASE("a byte outside the current set is an error") {
  CHECK(decode_iso_2022_jp("a\x80\x0E\x0Fz") == "a\uFFFD\uFFFD\uFFFDz");
  CHECK(decode_iso_2022_jp("\x1B(I\x60") == "\uFFFD");
  CHECK(decode_iso_2022_jp("\x1B$B\n\x1B(Bz") == "\uFFFDz");
}

TEST_CASE("half a character is one error") {
  CHECK(decode_iso_2022_jp("\x1B$BF\x1B(Bz") == "\uFFFDz");
  CHECK(decode_iso_2022_jp("\x1B$BF\nF|") == "\uFFFD日");
  CHECK(decode_iso_2022_jp("\x1B$BF") == "\uFFFD");
}
