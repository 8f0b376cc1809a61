#include "scraper/page/xhtml.hpp"

#include <string>

#include <doctest/doctest.h>

#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/page.hpp"

using namespace trawl;

namespace {

using namespace std::string_literals;

const std::string kHtml = "<html xmlns='http://www.w3.org/1999/xhtml'>";

page::Page read(const std::string& xml, std::string_view type = "application/xhtml+xml") {
  return page::parse_html(xml, *fetch::Url::parse("https://example.org/dir/page"), type);
}

}  // namespace

TEST_CASE("XML is a page if it is said to be XHTML, or if its root is the html element of XHTML") {
  CHECK(page::is_xhtml("application/xhtml+xml", ""));
  for (const std::string type : {"text/xml", "application/xml", "application/x+xml"}) {
    CHECK(page::is_xhtml(type, kHtml));
    CHECK(page::is_xhtml(type, "\xEF\xBB\xBF<?xml version='1.0'?><!-- <rss> --><!DOCTYPE html>\n" + kHtml));
    CHECK(page::is_xhtml(type, "<h:html xmlns:h='http://www.w3.org/1999/xhtml'>"));
    CHECK_FALSE(page::is_xhtml(type, "<html>"));
    CHECK_FALSE(page::is_xhtml(type, "<HTML xmlns='http://www.w3.org/1999/xhtml'>"));
    CHECK_FALSE(page::is_xhtml(type, "<rss><html xmlns='http://www.w3.org/1999/xhtml'/></rss>"));
    CHECK_FALSE(page::is_xhtml(type, "<body xmlns='http://www.w3.org/1999/xhtml'/>"));
    CHECK_FALSE(page::is_xhtml(type, ""));
  }
  CHECK_FALSE(page::is_xhtml("text/html", kHtml));
  std::string utf16 = "\xFF\xFE"s;
  for (const char c : kHtml) utf16 += {c, '\0'};
  CHECK(page::is_xhtml("text/xml", utf16));
}

TEST_CASE("XHTML is read by the rules of XML") {
  const auto page =
      read("<?xml version='1.0'?>" + kHtml +
           "<head><title/><script src='s.js'/><base href='/b/'/></head>"
           "<body><h1>A &amp; B</h1><p>c<br/>d<![CDATA[ <e> ]]>&nbsp;f</p><a href='x'>l</a></body></html>");
  CHECK(page.title == "");
  CHECK(page.text == "A & B\nc\nd <e> \u00A0f\nl");
  REQUIRE(page.links.size() == 2);
  CHECK(page.links[0].url.href() == "https://example.org/b/s.js");
  CHECK(page.links[1].url.href() == "https://example.org/b/x");
  CHECK(page.links[1].text == "l");
  CHECK(page.headings.at(0).text == "A & B");
  CHECK(read(kHtml + "<head><title><![CDATA[Salt & Pepper]]></title></head></html>").title ==
        "Salt & Pepper");
  CHECK(read(kHtml + "<title/></html>", "text/xml").links.empty());
  CHECK(read(kHtml + "<title/><a href='x'/></html>", "text/xml").links.size() == 1);
  CHECK(read(kHtml + "<title/><a href='x'/></html>", "text/html").links.empty());
}

TEST_CASE("the language of XHTML is that of xml:lang, else of lang; in HTML xml:lang means nothing") {
  CHECK(read("<html xml:lang='de' lang='en'/>").lang == "de");
  CHECK(read("<html lang='en'/>").lang == "en");
  CHECK(read("<html xml:lang='de'>", "text/html").lang == "");
}

TEST_CASE("a link in an attribute over two lines has a blank in XML and none in HTML") {
  CHECK(read("<html><a href='x\ny'/></html>").links.at(0).url.href() == "https://example.org/dir/x%20y");
  CHECK(read("<html><a href='x\ny'/></html>", "text/html").links.at(0).url.href() ==
        "https://example.org/dir/xy");
}

TEST_CASE("anchors that close themselves have no text") {
  const auto page = read("<html><a href='1'/>x<a href='2'>y</a></html>");
  CHECK(page.links.at(0).text == "");
  CHECK(page.links.at(1).text == "y");
}

TEST_CASE("JSON-LD in XHTML is the text of its script") {
  const auto page = read(
      "<html><script type='application/ld+json'>{\"a\":<![CDATA[\"<b>\"]]>,&quot;c&quot;:1}</script></html>");
  CHECK(page.json_ld == std::vector<std::string>{"{\"a\":\"<b>\",\"c\":1}"});
}

TEST_CASE("the encoding of XHTML comes from the mark, the header or the declaration, else it is UTF-8") {
  const auto encoding = [](const std::string& bytes, std::string_view type) {
    const page::Decoded document = page::decode_xhtml(bytes, type);
    return document.encoding + '/' + document.source;
  };
  const std::string meta = "<html><meta charset='koi8-r'/>\xC3\x89</html>";
  CHECK(encoding(meta, "application/xhtml+xml") == "UTF-8/default");
  CHECK(encoding("<?xml version='1.0' encoding='big5'?>" + meta, "application/xhtml+xml") == "Big5/xml");
  CHECK(encoding("<?xml version='1.0' encoding='big5'?>" + meta, "text/xml; charset=euc-kr") ==
        "EUC-KR/header");
  CHECK(encoding("\xEF\xBB\xBF" + meta, "text/xml; charset=euc-kr") == "UTF-8/bom");
  CHECK(read("<html><title>na\xEFve</title></html>").title == "na\uFFFDve");
}

TEST_CASE("XHTML that is not well-formed loses no links") {
  const auto page =
      read(kHtml +
           "<p>a & b<p><a href=x>1</a></div><a href='y'>2<br></a><script>if (a<b && c>d)</script>"
           "<a href='z'>3</a>");
  REQUIRE(page.links.size() == 3);
  CHECK(page.links[2].text == "3");
}
