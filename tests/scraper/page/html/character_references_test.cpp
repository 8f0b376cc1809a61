#include "scraper/page/html/character_references.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::string in_text(std::string_view text) {
  return page::decode_references(text, page::ReferencePlace::text);
}
std::string in_attribute(std::string_view text) {
  return page::decode_references(text, page::ReferencePlace::attribute);
}

}  // namespace

TEST_CASE("names are case-sensitive, and the longest match counts") {
  CHECK(in_text("&amp;&lt;&quot;&apos;&nbsp;") == "&<\"'\u00A0");
  CHECK(in_text("&Aacute;&aacute;") == "\u00C1\u00E1");
  CHECK(in_text("&notin;&notit;") == "\u2209\u00ACit;");
  CHECK(in_text("&CounterClockwiseContourIntegral;&zwnj;&AElig;") == "\u2233\u200C\u00C6");
}

TEST_CASE("some names stand for two characters") {
  CHECK(in_text("&nGt;&acE;") == "\u226B\u20D2\u223E\u0333");
}

TEST_CASE("old names need no semicolon, new ones do") {
  CHECK(in_text("&ampx&copy2") == "&x\u00A92");
  CHECK(in_text("&hellip &apos") == "&hellip &apos");
  CHECK(in_text("&frac12&frac12;") == "\u00BD\u00BD");
}

TEST_CASE("in an attribute, a name without semicolon is not a reference before '=', a letter or a digit") {
  CHECK(in_attribute("&copy=1&copyx&copy2") == "&copy=1&copyx&copy2");
  CHECK(in_attribute("&copy;=1&copy!&copy") == "\u00A9=1\u00A9!\u00A9");
}

TEST_CASE("numbers may lack the semicolon, and 128 to 159 are read as windows-1252") {
  CHECK(in_text("&#65;&#x42;&#X43&#68x") == "ABCDx");
  CHECK(in_text("&#128;&#x99;&#x81;") == "\u20AC\u2122\u0081");
}

TEST_CASE("impossible numbers become U+FFFD") {
  CHECK(in_text("&#0;") == "\uFFFD");
  CHECK(in_text("&#xD800;") == "\uFFFD");
  CHECK(in_text("&#x110000;") == "\uFFFD");
  CHECK(in_text("&#99999999999999999999;") == "\uFFFD");
  CHECK(in_text("&#x10FFFF;") == "\U0010FFFF");
}

TEST_CASE("an ampersand that does not begin a reference is kept") {
  CHECK(in_text("& &; &# &#; &#x; &#xg &nonsense; &") == "& &; &# &#; &#x; &#xg &nonsense; &");
}

TEST_CASE("in XML the semicolon may not be missing, and numbers mean what they say") {
  const auto in_xml = [](std::string_view text) {
    return page::decode_references(text, page::ReferencePlace::xml);
  };
  CHECK(in_xml("&amp;&#65;&#x42;&eacute;&apos;") == "&AB\u00E9'");
  CHECK(in_xml("&amp&#65 &copy=1&#X43;") == "&amp&#65 &copy=1C");
  CHECK(in_xml("&#150;&#x99;&#0;") == "\u0096\u0099\uFFFD");
}

TEST_CASE("markup characters have an escape, which decodes to the character") {
  for (const char c : {'<', '>', '&', '"'}) CHECK(in_text(page::escape_of(c)) == std::string(1, c));
  CHECK(page::escape_of('a') == "");
  CHECK(page::escape_of('\'') == "");
}
