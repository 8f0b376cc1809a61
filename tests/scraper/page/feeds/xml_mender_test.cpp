#include "scraper/page/feeds/xml_mender.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::string mended(std::string_view text) {
  page::XmlMender mender(text);
  std::string whole;
  for (std::string piece; mender.next(piece);) whole += piece;
  return whole;
}

}  // namespace

TEST_CASE("tags are balanced, and end tags without a start tag are ignored") {
  CHECK(mended("<a><b>x</a>") == "<a><b>x</b></a>");
  CHECK(mended("<a><b>x</i></B></a>") == "<a><b>x</b></a>");
  CHECK(mended("<a><b>x") == "<a><b>x</b></a>");
  CHECK(mended("<a/><b/>") == "<a/>");
  CHECK(mended("<a>x</a") == "<a>x</a>");
}

TEST_CASE("attributes are quoted, and each occurs once") {
  CHECK(mended("<a x=1 y='\"' x=2 z><b/></a>") == "<a x=\"1\" y=\"&quot;\" z=\"\"><b/></a>");
}

TEST_CASE("an ampersand begins a reference only if a semicolon ends it") {
  CHECK(mended("<a>?a=1&copy=2&amp;b &eacute;&#8217; &k;</a>") ==
        "<a>?a=1&amp;copy=2&amp;b \xC3\xA9\xE2\x80\x99 &amp;k;</a>");
}

TEST_CASE("references to entities that the document declares are dropped") {
  CHECK(
      mended("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y '&x;&x;'>]><a>1&x;2&y;3</a>") ==
      "<a>123<?dropped?></a>");
  CHECK(mended("<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY amp 'z'>]><a b='1&x;' c='2&amp;'/>") ==
        "<a c=\"2&amp;\"/>");
}

TEST_CASE("comments, instructions and everything outside the root are dropped, CDATA becomes text") {
  CHECK(mended("\n x <?xml version='1.0'?><!-- < --><a><![CDATA[<b>&amp;]]><?php x ?></a> y <c/>") ==
        "<a>&lt;b&gt;&amp;amp;</a>");
}

TEST_CASE("characters that XML does not allow are replaced or dropped") {
  using namespace std::string_view_literals;
  CHECK(mended("<a>x\0y\x01z</a>"sv) == "<a>x\xEF\xBF\xBDyz</a>");
  CHECK(mended("<a>1 < 2</a>") == "<a>1 &lt; 2</a>");
}

TEST_CASE("elements nested too deep are dropped, but not their text") {
  std::string deep;
  for (int i = 0; i < 1'000; ++i) deep += "<d>";
  deep += "x";
  for (int i = 0; i < 1'000; ++i) deep += "</d>";
  const std::string text = mended("<a>" + deep + "<e>y</e></a>");
  CHECK(text.size() < 200 * 8);
  CHECK(text.ends_with("<e>y</e></a>"));
}
