#include "scraper/page/encoding/multibyte_decoder.hpp"

#include <string_view>

#include <doctest/doctest.h>

#include "scraper/page/encoding/decoder.hpp"

using namespace trawl;

using page::decoded;

namespace {

struct Case {
  const char* encoding;
  std::string_view bytes, text;
};

void check(const Case& each) {
  CAPTURE(each.encoding);
  CAPTURE(each.text);
  CHECK(decoded(each.bytes, each.encoding) == each.text);
}

}  // namespace

TEST_CASE("every multibyte encoding has a reader") {
  for (const char* encoding : {"Big5", "EUC-JP", "EUC-KR", "GBK", "gb18030", "Shift_JIS"}) {
    CAPTURE(encoding);
    CHECK(bool(page::multibyte_reader(encoding)));
  }
  CHECK(!page::multibyte_reader("windows-1252"));
  CHECK(!page::multibyte_reader("ISO-2022-JP"));
}

TEST_CASE("characters of several bytes are read among ASCII") {
  constexpr Case kCases[] = {
      {"Big5", "a\xA7\x41z", "a你z"},
      {"Big5", "\x88\x62\x88\xA5", "Ê̄ê̌"},
      {"EUC-JP", "\xC6\xFC\xCB\xDC", "日本"},
      {"EUC-JP", "\x8E\xB1\x8F\xB0\xA1", "ｱ丂"},
      {"EUC-KR", "\xC7\xD1\x81\x41", "한갂"},
      {"GBK", "\xC4\xE3\x80", "你€"},
      {"gb18030", "\x81\x30\x81\x30\x94\x39\xDA\x33", "\u0080💩"},
      {"gb18030", "\xA6\xD9\xA8\xBC\xFE\x59", "\uFE10\u1E3F\u9FB4"},
      {"Shift_JIS", "\x93\xFA\x96\x7B\xB1\x80\xF0\x40", "日本ｱ\u0080\uE000"},
  };
  for (const Case& each : kCases) check(each);
}

TEST_CASE("an ASCII byte after a broken lead byte is kept") {
  constexpr Case kCases[] = {
      {"Big5", "\x81<b>", "\uFFFD<b>"},       {"EUC-JP", "\xA1<b>", "\uFFFD<b>"},
      {"EUC-JP", "\x8F\xB0<b>", "\uFFFD<b>"}, {"EUC-KR", "\x81<b>", "\uFFFD<b>"},
      {"gb18030", "\x81<b>", "\uFFFD<b>"},    {"Shift_JIS", "\x81<b>", "\uFFFD<b>"},
      {"Shift_JIS", "\x85\x40", "\uFFFD@"},
  };
  for (const Case& each : kCases) check(each);
}

TEST_CASE("a trail byte beyond ASCII is part of the error of its lead byte") {
  constexpr Case kCases[] = {
      {"Big5", "\x81\xFFz", "\uFFFDz"},       {"EUC-JP", "\x8E\xE0z", "\uFFFDz"},
      {"EUC-JP", "\x8F\xF3\xA1z", "\uFFFDz"}, {"EUC-KR", "\xC9\xA1z", "\uFFFDz"},
      {"gb18030", "\x81\xFFz", "\uFFFDz"},    {"Shift_JIS", "\xFC\xFCz", "\uFFFDz"},
  };
  for (const Case& each : kCases) check(each);
}

TEST_CASE("a byte that cannot begin a character is one error") {
  constexpr Case kCases[] = {
      {"Big5", "\x80\xFFz", "\uFFFD\uFFFDz"},      {"EUC-JP", "\x80\xA0\xFFz", "\uFFFD\uFFFD\uFFFDz"},
      {"EUC-KR", "\x80\xFFz", "\uFFFD\uFFFDz"},    {"gb18030", "\xFF\x80", "\uFFFD€"},
      {"Shift_JIS", "\xA0\xFDz", "\uFFFD\uFFFDz"},
  };
  for (const Case& each : kCases) check(each);
}

TEST_CASE("in a broken sequence of four gb18030 bytes, only the lead byte is an error") {
  constexpr Case kCases[] = {
      {"gb18030", "\x81\x30z", "\uFFFD0z"},
      {"gb18030", "\x81\x30\x81<", "\uFFFD0\uFFFD<"},
      {"gb18030", "\x84\x31\xA5\x30z", "\uFFFDz"},
  };
  for (const Case& each : kCases) check(each);
}

TEST_CASE("a character cut off by the end is one error") {
  constexpr Case kCases[] = {
      {"Big5", "a\xA7", "a\uFFFD"},
      {"EUC-JP", "a\xC6", "a\uFFFD"},
      {"EUC-JP", "a\x8F\xB0", "a\uFFFD"},
      {"EUC-KR", "a\xC7", "a\uFFFD"},
      {"gb18030", "a\x81", "a\uFFFD"},
      {"gb18030", "a\x81\x30", "a\uFFFD"},
      {"gb18030", "a\x81\x30\x81", "a\uFFFD"},
      {"Shift_JIS", "a\x93", "a\uFFFD"},
  };
  for (const Case& each : kCases) check(each);
}

TEST_CASE("JIS X 0208 is found by row and cell") {
  CHECK(page::jis0208_character(0, 0) == U'　');
  CHECK(page::jis0208_character(37, 91) == U'日');
  CHECK(page::jis0208_character(62, 0) == U'漾');
  CHECK(page::jis0208_character(93, 93) == 0);
}
