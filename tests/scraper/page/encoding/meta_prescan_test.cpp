#include "scraper/page/encoding/meta_prescan.hpp"

#include <cctype>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using page::encoding_of_content_attribute;
using page::encoding_of_meta;

TEST_CASE("a charset attribute declares the encoding") {
  CHECK(encoding_of_meta("<meta charset=koi8-r>") == "KOI8-R");
  CHECK(encoding_of_meta("<META CharSet = 'KOI8-R' >") == "KOI8-R");
  CHECK(encoding_of_meta("<meta/charset=\"koi8-r\"/>") == "KOI8-R");
}

TEST_CASE("a content attribute declares it only with the pragma") {
  constexpr std::string_view kContent = "content='text/html; charset=koi8-r'";
  CHECK(encoding_of_meta("<meta http-equiv=Content-Type " + std::string(kContent) + ">") == "KOI8-R");
  CHECK(encoding_of_meta("<meta " + std::string(kContent) + " http-equiv=content-type>") == "KOI8-R");
  CHECK(encoding_of_meta("<meta " + std::string(kContent) + ">") == "");
  CHECK(encoding_of_meta("<meta http-equiv=refresh " + std::string(kContent) + ">") == "");
}

TEST_CASE("the first of two attributes of one name counts") {
  CHECK(encoding_of_meta("<meta charset=koi8-r charset=big5>") == "KOI8-R");
}

TEST_CASE("a declaration with an unknown label gives way to the next") {
  CHECK(encoding_of_meta("<meta charset=bogus><meta charset=big5>") == "Big5");
}

TEST_CASE("what stands in a comment, an end tag, a declaration or an attribute is not a meta element") {
  CHECK(encoding_of_meta("<!--<meta charset=big5>-->") == "");
  CHECK(encoding_of_meta("<!--><meta charset=big5>") == "Big5");
  CHECK(encoding_of_meta("</p title='<meta charset=big5>'>") == "");
  CHECK(encoding_of_meta("<!doctype <meta charset=big5>") == "");
  CHECK(encoding_of_meta("<a title='<meta charset=big5>'>") == "");
  CHECK(encoding_of_meta("<metacharset=big5>") == "");
  CHECK(encoding_of_meta("< meta charset=big5>") == "");
}

TEST_CASE("a tag that the end of the bytes cuts declares nothing") {
  const std::string_view whole = "<meta http-equiv=content-type content='text/html; charset=big5'>";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(encoding_of_meta(whole.substr(0, length)) == "");
  }
  CHECK(encoding_of_meta(whole) == "Big5");
}

TEST_CASE("UTF-16 in a meta element cannot be true and counts as UTF-8") {
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

TEST_CASE("the prescan cases of html5lib pass") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  support::SuiteScore score("encoding: prescan", 95);
  for (const auto& each : support::conformance_cases(*suite / "prescan.json")) {
    const std::string id = each.at("id");
    CAPTURE(id);
    const std::string body = support::conformance_bytes(each.at("body"));
    if (body.starts_with("\xEF\xBB\xBF")) continue;  // a byte order mark comes before the prescan
    std::string found(encoding_of_meta(body));
    if (found.empty()) found = "windows-1252";
    for (char& c : found) c = static_cast<char>(std::tolower(c));
    score.count(found == each.at("encoding"), id);
  }
  score.check();
}
