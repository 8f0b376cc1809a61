#include "scraper/page/encoding/encoding_guess.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using namespace trawl;

using page::guessed_encoding;

TEST_CASE("text in a known language is recognised") {
  struct Case {
    const char* encoding;
    std::string_view bytes;
  };
  constexpr Case kCases[] = {
      {"windows-1251", "\xCC\xEE\xF1\xEA\xE2\xE0 \xF1\xF2\xEE\xEB\xE8\xF6\xE0 \xD0\xEE\xF1\xF1\xE8\xE8"},
      {"KOI8-R", "\xED\xCF\xD3\xCB\xD7\xC1 \xD3\xD4\xCF\xCC\xC9\xC3\xC1 \xF2\xCF\xD3\xD3\xC9\xC9"},
      {"Shift_JIS",
       "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x90\xA2\x8A\x45\x81\x41\x8D\xA1\x93\xFA\x82\xCD"},
      {"EUC-KR",
       "\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4 \xBC\xBC\xB0\xE8 \xBF\xC0\xB4\xC3\xC0\xBA \xC1\xC1\xC0\xBA"},
  };
  for (const Case& each : kCases) {
    CAPTURE(each.encoding);
    CHECK(guessed_encoding(each.bytes) == each.encoding);
  }
}

TEST_CASE("a few bytes beyond ASCII are too few for a guess") {
  CHECK(guessed_encoding("<p>caf\xE9</p>") == "");
}

TEST_CASE("UTF-8 with a broken character is still UTF-8") {
  CHECK(guessed_encoding("цена: \xD0 рублей, скидка сегодня") == "UTF-8");
}

TEST_CASE("text after a long run of ASCII is examined") {
  const std::string script(1 << 20, 'x');
  CHECK(guessed_encoding(script +
                         "\xCC\xEE\xF1\xEA\xE2\xE0 \xF1\xF2\xEE\xEB\xE8\xF6\xE0 \xD0\xEE\xF1\xF1\xE8\xE8") ==
        "windows-1251");
}
