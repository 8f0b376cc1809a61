#include "scraper/page/encoding/declared_encoding.hpp"

#include <string_view>

#include <doctest/doctest.h>

using namespace trawl;

using namespace std::string_view_literals;
using page::encoding_of_header;
using page::encoding_of_xml_declaration;

TEST_CASE("the charset parameter of a Content-Type names the encoding") {
  CHECK(encoding_of_header("text/html; charset=koi8-r") == "KOI8-R");
  CHECK(encoding_of_header("text/html;CHARSET=KOI8-R;q=1") == "KOI8-R");
  CHECK(encoding_of_header("text/html; q=1; charset=\"koi8-r\" ; x=y") == "KOI8-R");
  CHECK(encoding_of_header("text/html; charset=\"koi\\8-r\"") == "KOI8-R");
}

TEST_CASE("a header without a known charset names no encoding") {
  for (const std::string_view header :
       {"", "text/html", "text/html;", "text/html; charset",
        "text/html; charset=", "text/html; charset=bogus", "text/html; xcharset=koi8-r",
        "text/html; charsets=koi8-r", "charset=koi8-r", "text/html; ;;; ==;"}) {
    CAPTURE(header);
    CHECK(encoding_of_header(header) == "");
  }
}

TEST_CASE("quotes may be left open or have text behind them, but must begin the value") {
  CHECK(encoding_of_header("text/html; charset=\"koi8-r") == "KOI8-R");
  CHECK(encoding_of_header("text/html; charset=\"koi8-r\"x; charset=big5") == "KOI8-R");
  CHECK(encoding_of_header("text/html; charset=\"koi8-r\" \"") == "KOI8-R");
  CHECK(encoding_of_header("text/html; charset=\"koi8-r; x=y") == "");
  CHECK(encoding_of_header("text/html; charset=\"") == "");
  CHECK(encoding_of_header("text/html; charset=koi8-r\"") == "");
  CHECK(encoding_of_header("text/html; charset= \"koi8-r\"") == "");
}

TEST_CASE("a semicolon inside quotes does not end a parameter") {
  CHECK(encoding_of_header("text/html; a=\"b; charset=big5\"") == "");
  CHECK(encoding_of_header("text/html; a=\"b; charset=big5;\"; charset=koi8-r") == "KOI8-R");
}

TEST_CASE("the first known charset counts") {
  CHECK(encoding_of_header("text/html; charset=\"\"; charset=koi8-r; charset=big5") == "KOI8-R");
  CHECK(encoding_of_header("text/html; charset=koi8-r, text/plain; charset=big5") == "KOI8-R");
}

TEST_CASE("an XML declaration at the very beginning names the encoding") {
  CHECK(encoding_of_xml_declaration("<?xml version='1.0' encoding='koi8-r'?><a/>") == "KOI8-R");
  CHECK(encoding_of_xml_declaration("<?xml encoding = \"KOI8-R\" ?>") == "KOI8-R");
  CHECK(encoding_of_xml_declaration("<?xml version='1.0' encoding='utf-16'?>") == "UTF-8");
}

TEST_CASE("a declaration in UTF-16 is recognised by its bytes") {
  CHECK(encoding_of_xml_declaration("<\0?\0x\0m\0l\0"sv) == "UTF-16LE");
  CHECK(encoding_of_xml_declaration("\0<\0?\0x\0m\0l"sv) == "UTF-16BE");
}

TEST_CASE("a broken or late XML declaration names no encoding") {
  for (const std::string_view bytes :
       {"", "<?xml", "<?xml ?>", "<?xml encoding?>", "<?xml encoding=?>", "<?xml encoding=koi8-r?>",
        "<?xml encoding='koi8-r?>", "<?xml ?> encoding='koi8-r'", " <?xml encoding='koi8-r'?>",
        "<?xml encoding='koi8 r'?>", "<?xml encoding='koi8-r'"}) {
    CAPTURE(bytes);
    CHECK(encoding_of_xml_declaration(bytes) == "");
  }
}
