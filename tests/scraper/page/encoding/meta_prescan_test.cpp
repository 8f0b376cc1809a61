#include "scraper/page/encoding/meta_prescan.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

using page::encoding_of_content_attribute;
using page::encoding_of_meta;

TEST_CASE("a charset attribute declares the encoding") {
  CHECK(encoding_of_meta("<meta charset=koi8-r>") == "KOI8-R");
  CHECK(encoding_of_meta("<META CharSet = 'KOI8-R' >") == "KOI8-R");
  CHECK(encoding_of_meta("<meta/charset=\"koi8-r\"/>") == "KOI8-R");
}

TEST_CASE("a content attribute declares it only with http-equiv=content-type") {
  constexpr std::string_view kContent = "content='text/html; charset=koi8-r'";
  CHECK(encoding_of_meta("<meta http-equiv=Content-Type " + std::string(kContent) + ">") == "KOI8-R");
  CHECK(encoding_of_meta("<meta " + std::string(kContent) + " http-equiv=content-type>") == "KOI8-R");
  CHECK(encoding_of_meta("<meta " + std::string(kContent) + ">") == "");
  CHECK(encoding_of_meta("<meta http-equiv=refresh " + std::string(kContent) + ">") == "");
}

TEST_CASE("the first of two attributes with one name counts") {
  CHECK(encoding_of_meta("<meta charset=koi8-r charset=big5>") == "KOI8-R");
}

TEST_CASE("a declaration with an unknown label is skipped") {
  CHECK(encoding_of_meta("<meta charset=bogus><meta charset=big5>") == "Big5");
}

TEST_CASE("comments, end tags, declarations and attributes contain no meta elements") {
  CHECK(encoding_of_meta("<!--<meta charset=big5>-->") == "");
  CHECK(encoding_of_meta("<!--><meta charset=big5>") == "Big5");
  CHECK(encoding_of_meta("</p title='<meta charset=big5>'>") == "");
  CHECK(encoding_of_meta("<!doctype <meta charset=big5>") == "");
  CHECK(encoding_of_meta("<a title='<meta charset=big5>'>") == "");
  CHECK(encoding_of_meta("<metacharset=big5>") == "");
  CHECK(encoding_of_meta("< meta charset=big5>") == "");
}

TEST_CASE("a tag that the end of the bytes cuts off declares nothing") {
  const std::string_view whole = "<meta http-equiv=content-type content='text/html; charset=big5'>";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(encoding_of_meta(whole.substr(0, length)) == "");
  }
  CHECK(encoding_of_meta(whole) == "Big5");
}

TEST_CASE("UTF-16 in a meta element must be wrong, and counts as UTF-8") {
  CHECK(encoding_of_meta("<meta charset=utf-16>") == "UTF-8");
  CHECK(encoding_of_meta("<meta charset=utf-16be>") == "UTF-8");
  CHECK(encoding_of_meta("<meta charset=x-user-defined>") == "windows-1252");
}

TEST_CASE("the charset of a content attribute is found as the standard says") {
  CHECK(encoding_of_content_attribute("text/html;charset=big5;x") == "Big5");
  CHECK(encoding_of_content_attribute("charset charset = 'big5'") == "Big5");
  CHECK(encoding_of_content_attribute("charset=\"big5\"") == "Big5");
  CHECK(encoding_of_content_attribute("charset='big5") == "");
  CHECK(encoding_of_content_attribute("charset=") == "");
  CHECK(encoding_of_content_attribute("charset") == "");
}
