#include "scraper/page/encoding/decoder.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using namespace trawl;

using namespace std::string_view_literals;
using page::decoded;

TEST_CASE("a single-byte encoding gives one character for each byte") {
  CHECK(decoded("caf\xE9 \x80 \x81", "windows-1252") == "café € \u0081");
  CHECK(decoded("\xCF\xF0\xE8\xE2\xE5\xF2", "windows-1251") == "Привет");
  CHECK(decoded("\xAE\xBE", "KOI8-U") == "ўЎ");
  CHECK(decoded("\xA4\xFE\xFF\x85", "ISO-8859-16") == "€țÿ\u0085");
  CHECK(decoded("\xF9", "ISO-8859-8-I") == "ש");
  CHECK(decoded("\xA2\xB6\xFF", "x-mac-cyrillic") == "Ґґ€");
}

TEST_CASE("a byte without a character in a single-byte encoding is one error") {
  CHECK(decoded("a\xDB\xFCz", "windows-874") == "a\uFFFD\uFFFDz");
  CHECK(decoded("\xAA\xD2\xFF", "windows-1253") == "\uFFFD\uFFFD\uFFFD");
  CHECK(decoded("\xA1\xA5", "windows-1257") == "\uFFFD\uFFFD");
  CHECK(decoded("\xA5", "ISO-8859-3") == "\uFFFD");
}

TEST_CASE("x-user-defined maps bytes to the private use area") {
  CHECK(decoded("a\x80\xFF", "x-user-defined") == "a\uF780\uF7FF");
}

TEST_CASE("the replacement encoding is one error, whatever the bytes are") {
  CHECK(decoded("<script>", "replacement") == "\uFFFD");
  CHECK(decoded("", "replacement") == "");
}

TEST_CASE("UTF-16 is read in either byte order") {
  CHECK(decoded("a\0\x34\xD8\x1E\xDDz\0"sv, "UTF-16LE") == "a𝄞z");
  CHECK(decoded("\0a\xD8\x34\xDD\x1E\0z"sv, "UTF-16BE") == "a𝄞z");
}

TEST_CASE("a lone surrogate or an odd byte of UTF-16 is one error") {
  CHECK(decoded("\xD8\x34\0z"sv, "UTF-16BE") == "\uFFFDz");
  CHECK(decoded("\xDD\x1E\0z"sv, "UTF-16BE") == "\uFFFDz");
  CHECK(decoded("\xD8\x34\xD8\x34\xDD\x1E"sv, "UTF-16BE") == "\uFFFD𝄞");
  CHECK(decoded("\0az"sv, "UTF-16BE") == "a\uFFFD");
  CHECK(decoded("\xD8\x34z"sv, "UTF-16BE") == "\uFFFD");
  CHECK(decoded("\xD8\x34"sv, "UTF-16BE") == "\uFFFD");
}

TEST_CASE("NUL and everything after it are kept") {
  for (const char* encoding : {"UTF-8", "windows-1252", "Shift_JIS", "gb18030", "ISO-2022-JP"}) {
    CAPTURE(encoding);
    CHECK(decoded("a\0b"sv, encoding) == "a\0b"sv);
  }
}

TEST_CASE("every byte sequence is decoded to its end") {
  std::string bytes;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second)
      bytes += {static_cast<char>(first), static_cast<char>(second)};
  }
  bytes += " the end";
  for (const char* encoding : {"UTF-8", "windows-1252", "ISO-8859-6", "Big5", "EUC-JP", "EUC-KR", "GBK",
                               "gb18030", "Shift_JIS", "x-user-defined"}) {
    CAPTURE(encoding);
    CHECK(decoded(bytes, encoding).ends_with(" the end"));
  }
}

TEST_CASE("is_decoded is true only for bytes that decoding would not change") {
  const auto cases = {"plain"sv,  "caf\xC3\xA9"sv,  "caf\xE9"sv, "\x1B$B0!\x1B(B"sv,
                      "a\0b\0"sv, "cut \xE2\x82"sv, ""sv};
  for (const char* encoding :
       {"UTF-8", "windows-1252", "ISO-8859-6", "Big5", "EUC-JP", "gb18030", "Shift_JIS", "x-user-defined",
        "UTF-16LE", "UTF-16BE", "ISO-2022-JP", "replacement"}) {
    for (const std::string_view bytes : cases) {
      CAPTURE(encoding);
      CAPTURE(bytes);
      CHECK((!page::is_decoded(bytes, encoding) || decoded(bytes, encoding) == bytes));
    }
  }
  CHECK(page::is_decoded("plain", "windows-1252"));
  CHECK(page::is_decoded("caf\xC3\xA9", "UTF-8"));
  CHECK_FALSE(page::is_decoded("caf\xC3\xA9", "windows-1252"));
}
