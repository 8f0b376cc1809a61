#include "scraper/extract/css/css_selector.hpp"

#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "scraper/extract/tree/tree.hpp"

using namespace trawl;

using extract::CssDialect;
using extract::SelectorError;
using extract::xpath_of;

namespace {

/// "4: a message", or "" where the selector is fine.
std::string mistake(const std::string& css) {
  try {
    xpath_of(css);
  } catch (const SelectorError& error) {
    return std::to_string(error.at) + ": " + error.what();
  }
  return "";
}

std::string nested(const std::string& before, int times, const std::string& inner) {
  std::string all;
  for (int i = 0; i < times; ++i) all += before;
  return all + inner + std::string(static_cast<std::size_t>(times), ')');
}

}  // namespace

TEST_CASE("a selector becomes one axis with conditions, so that each match comes once and in order") {
  const std::pair<const char*, const char*> cases[] = {
      {"div", "descendant-or-self::div"},
      {"a > b", "descendant-or-self::b[parent::a]"},
      {"a b", "descendant-or-self::b[ancestor::a]"},
      {"a + b", "descendant-or-self::b[preceding-sibling::*[1]/self::a]"},
      {"a ~ b", "descendant-or-self::b[preceding-sibling::a]"},
      {"h1, h2", "descendant-or-self::*[self::h1 or self::h2]"},
      {"#a[href]", "descendant-or-self::*[@id = 'a'][@href]"},
      {".x", "descendant-or-self::*[@class[contains(concat(' ', normalize-space(.), ' '), ' x ')]]"},
      {"a::attr(href)", "descendant-or-self::a/@href"},
      {"h1::text, h2::text", "descendant-or-self::*[self::h1 or self::h2]/text()"},
      {"h1::text, h2", "descendant-or-self::node()[self::text()[parent::*[self::h1]] or self::h2]"},
      {"li:nth-child(3)", "descendant-or-self::li[preceding-sibling::*[2] and not(preceding-sibling::*[3])]"},
      {"li:nth-child(2n+1)", "descendant-or-self::li[count(preceding-sibling::*) mod 2 = 0]"},
      {":has(> img, + p)", "descendant-or-self::*[img or following-sibling::*[1]/self::p]"},
      {":not(a, b)", "descendant-or-self::*[not(self::a or self::b)]"},
      {":scope > p", "descendant-or-self::*[1]/p"},
      {"[a='it\\'s \"x\"']", R"(descendant-or-self::*[@a = concat('it', "'", 's "x"')])"},
  };
  for (const auto& [css, xpath] : cases) CHECK(xpath_of(css).page == xpath);
}

TEST_CASE("names of HTML match in lower case, and names that XPath cannot write as strings") {
  CHECK(xpath_of("DIV").page == "descendant-or-self::*[self::div or self::DIV]");
  CHECK(xpath_of("[dataX]").page == "descendant-or-self::*[@*[name() = 'datax' or name() = 'dataX']]");
  CHECK(xpath_of("dc\\:title").page == "descendant-or-self::*[name() = 'dc:title']");
  CHECK(xpath_of("svg|rect").page == "descendant-or-self::*[name() = 'svg:rect']");
  CHECK(xpath_of("*|rect").page == "descendant-or-self::rect");
  CHECK(xpath_of("é").page == "descendant-or-self::*[name() = 'é']");
  CHECK(xpath_of("Item", CssDialect::xml_tree).page == "descendant-or-self::*[local-name() = 'Item']");
  CHECK(xpath_of("|a", CssDialect::xml_tree).page ==
        "descendant-or-self::*[namespace-uri() = ''][local-name() = 'a']");
}

TEST_CASE("in a row the first element of a selector is inside the row") {
  const auto xpath = xpath_of("ul > li a");
  CHECK(xpath.page == "descendant-or-self::a[ancestor::li[parent::ul]]");
  CHECK(xpath.row == "descendant-or-self::a[ancestor::li[parent::ul[count(ancestor::*) >= $depth]]]");
  CHECK(xpath_of("a + b").row ==
        "descendant-or-self::b[preceding-sibling::*[1]/self::a[count(ancestor::*) > $depth]]");
  CHECK(xpath_of("a").row == xpath_of("a").page);
}

TEST_CASE("what a selector takes of its elements is said beside the XPath") {
  CHECK(xpath_of("a").pseudo.empty());
  CHECK(xpath_of("a::text").pseudo == "::text");
  CHECK(xpath_of("a::ATTR( 'x' )").pseudo == "::attr(x)");
}

TEST_CASE("a selector that cannot be read says where and why") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "0: expected a selector"},
      {"  ", "2: expected a selector"},
      {"a >", "3: expected a selector after '>'"},
      {"a > 1", "4: expected a selector after '>', not '1'"},
      {"> a", "0: expected a selector, not '>'"},
      {"a,", "2: expected a selector after ','"},
      {"a,,b", "2: expected a selector after ','"},
      {".", "1: expected a name after '.'"},
      {"a.1b", "2: expected a name after '.'"},
      {"#", "1: expected a name after '#'"},
      {"#1a", "1: an ID selector cannot begin with a digit; write #\\31 … or [id=\"…\"]"},
      {"a:", "2: expected a name after ':'"},
      {"a:foo", "1: unknown pseudo-class ':foo'"},
      {"a:text", "1: write ::text with two colons"},
      {"a::before", "1: no '::before' in a document; there are ::text and ::attr(name)"},
      {"a:before", "1: no 'before' in a document"},
      {"a::attr", "7: expected '(' after ::attr"},
      {"a::attr()", "8: expected a name after '('"},
      {"a::text b", "8: nothing can follow ::text or ::attr(), but here is 'b'"},
      {":not(a::text)", "6: ::text can stand at the end of a selector alone"},
      {"a >> b", "2: '>>' is not known; write a blank"},
      {"a || b", "2: expected a selector, not '|'"},
      {"a)", "1: unexpected ')'"},
      {"[", "1: expected a name after '['"},
      {"[a", "2: expected ']' or one of = ~= |= ^= $= *= !=, not the end"},
      {"[a=1]", "3: expected a value in quotes, not '1'"},
      {"[a=]", "3: expected a value"},
      {"[a=b c]", "5: expected ']' or a flag (i or s); a value with blanks needs quotes"},
      {"[a=\"b]", "3: this string has no end"},
      {":not()", "5: expected a selector, not ')'"},
      {":not(a", "6: expected ')', not the end"},
      {":root()", "0: ':root' takes nothing in parentheses"},
      {":nth-child", "10: expected '(' after ':nth-child'"},
      {":nth-child(x)", "11: expected a number, an+b, 'even' or 'odd'"},
      {":nth-child(+ 2)", "11: expected a number, an+b, 'even' or 'odd'"},
      {":nth-child(2 of)", "15: expected a selector, not ')'"},
      {":nth-of-type(2 of a)", "15: expected ')', not 'o'"},
      {"a /* b", "2: this comment has no end"},
      {"a\xff", "1: this is not UTF-8 text"},
  };
  for (const auto& [css, message] : cases) {
    const auto& row = css;
    CAPTURE(row);
    CHECK(mistake(css) == message);
  }
}

TEST_CASE("a selector that is nested too deeply or would become too long is refused") {
  CHECK(mistake(nested(":not(", 16, "a")).empty());
  CHECK(mistake(nested(":not(", 17, "a")) == "85: selectors are nested too deeply");
  CHECK(mistake(nested(":nth-child(2 of ", 16, "a")) == "0: the selector is too long as XPath");
  std::string chain = "a";
  for (int i = 0; i < 200; ++i) chain += " > a";
  CHECK(mistake(chain) == "0: the selector is nested too deeply");
  CHECK(mistake(std::string(70'000, 'a')) == "65536: a selector may have 64 KiB");
}
