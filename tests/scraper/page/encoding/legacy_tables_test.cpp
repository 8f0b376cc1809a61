#include "scraper/page/encoding/legacy_tables.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("ICU has every encoding that trawl needs") {
  for (const char* name :
       {"IBM866",       "ISO-8859-2",   "ISO-8859-3",   "ISO-8859-4",    "ISO-8859-5",   "ISO-8859-6",
        "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-8-I", "ISO-8859-10",   "ISO-8859-13",  "ISO-8859-14",
        "ISO-8859-15",  "ISO-8859-16",  "KOI8-R",       "KOI8-U",        "macintosh",    "windows-874",
        "windows-1250", "windows-1251", "windows-1252", "windows-1253",  "windows-1254", "windows-1255",
        "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic"}) {
    CAPTURE(name);
    CHECK(page::single_byte_table(name) != nullptr);
  }
  CHECK(page::single_byte_table("UTF-8") == nullptr);
  CHECK(page::single_byte_table("Big5") == nullptr);
}

TEST_CASE("characters of the private use area are left out unless the standard has them") {
  CHECK((*page::single_byte_table("windows-874"))[0xFC - 0x80] == 0);
  CHECK((*page::single_byte_table("macintosh"))[0xF0 - 0x80] == 0xF8FF);
  CHECK(page::big5_table().at(0x81, 0x40) == 0);
  CHECK(page::euc_kr_table().at(0xC9, 0xA1) == 0);
  CHECK(page::shift_jis_table().at(0xF9, 0xFC) == 0xE757);
  CHECK(page::gb18030_table().at(0xAA, 0xA1) == 0xE000);
}

TEST_CASE("characters of the standard's Big5 that ICU lacks are added") {
  CHECK(page::big5_table().at(0x8E, 0x69) == U'箸');
  CHECK(page::big5_table().at(0xA3, 0xC0) == U'␀');
  CHECK(page::big5_table().at(0xA3, 0xE0) == U'␡');
}

TEST_CASE("A3 A0 in gb18030 is an ideographic space") {
  CHECK(page::gb18030_table().at(0xA3, 0xA0) == U'\u3000');
  CHECK(page::gb18030_table().at(0xA1, 0xA1) == U'\u3000');
}

TEST_CASE("CA in windows-1255 is a Hebrew point, as in the standard") {
  CHECK((*page::single_byte_table("windows-1255"))[0xCA - 0x80] == 0x05BA);
}

TEST_CASE("a pair outside the table has no character") {
  CHECK(page::big5_table().at(0x41, 0x41) == 0);
  CHECK(page::big5_table().at(0xA4, 0x20) == 0);
  CHECK(page::big5_table().at(0xFF, 0xFF) == 0);
}

TEST_CASE("four bytes of gb18030 cover all of Unicode") {
  CHECK(page::gb18030_character("\x81\x30\x81\x30") == 0x80);
  CHECK(page::gb18030_character("\x81\x35\xF4\x37") == 0xE7C7);
  CHECK(page::gb18030_character("\xE3\x32\x9A\x35") == 0x10FFFF);
  CHECK(page::gb18030_character("\xE3\x32\x9A\x36") == 0);
}

TEST_CASE("a character has four bytes of gb18030 unless it has two or none") {
  CHECK(page::gb18030_bytes(U'\u0080') == "\x81\x30\x81\x30");
  CHECK(page::gb18030_bytes(0xE7C7) == "\x81\x35\xF4\x37");
  CHECK(page::gb18030_bytes(U'\U0001F600') == "\x94\x39\xFC\x36");
  CHECK(page::gb18030_bytes(U'中') == "");
  CHECK(page::gb18030_bytes(0xE5E5) == "");
}
