#include "scraper/extract/tree/xpath_rewriter.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "scraper/extract/tree/tree.hpp"

using namespace trawl;
using namespace trawl::extract;

namespace {

/// "text", or "text where 0 is steps, 1 is steps"
std::string rewritten(const std::string& expression) {
  const auto counted = counted_xpath(expression);
  if (!counted) return "none";
  std::string all = counted->text;
  for (std::size_t i = 0; i < counted->steps.size(); ++i)
    all += (i == 0 ? " where " : ", ") + std::to_string(i) + " is " + counted->steps[i].text;
  return all;
}

const Tree& page() {
  static const Tree tree =
      Tree::from_html(R"(<body><div id=1><div id=2 n=3><p>a</p><p>b</p></div><p>b</p></div>
      <ul><li>1</li><li>2</li><li>10</li></ul><i></i><p n=3>c</p>)");
  return tree;
}

std::string found(const std::string& expression) {
  const XPath::Value value = XPath(expression).evaluate(page(), page().document());
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return std::to_string(static_cast<int>(*number));
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  std::string all;
  for (const Node& node : std::get<std::vector<Node>>(value)) all += (all.empty() ? "" : "|") + node.text();
  return all;
}

}  // namespace

TEST_CASE("an expression is written anew where libxml2 compares nodes or reads texts uncounted") {
  const std::pair<std::string, std::string> cases[] = {
      {"//a = //b", "_equal(//a, //b)"},
      {"a != 'x'", "_unequal(a, 'x')"},
      {"a < 1 or 2 >= b", "_less(a, 1) or _at-most(b, 2)"},
      {"a = b = c", "_equal(_equal(a, b), c)"},
      {"count(a) = 1", "count(a) = 1"},
      {"(//a | //b)/c", "(_union(//a, //b))/c"},
      {"count(a | b | c)", "count(_union(_union(a, b), c))"},
      {"a + -b", "number(a) + - number(b)"},
      {"//p[@x = 'y']/b", "//p[_equal(@x, 'y')]/b"},
      {"//a[x]//b[1]", "_follow(//a[x], 0) where 0 is .//b[1]"},
      {"//a[1]/..", "_follow(//a[1], 0) where 0 is .."},
      {"count(//a/../b/preceding::c)",
       "count(_follow(_follow(//a, 0), 1)) where 0 is ../b, 1 is preceding::c"},
      {"../following-sibling::x[1]", "../following-sibling::x[1]"},
      {"self::div/@id/..", "self::div/@id/.."},
      {"id('x')//b", "_follow(id('x'), 0) where 0 is .//b"},
      {"//a//b", "//a//b"},
      {".//td", ".//td"},
      {"//div[.//a//b]", "//div[_follow(.//a, 0)] where 0 is .//b"},
      {"*[* * * > 2]", "*[number(*) * number(*) > 2]"},
      {"div div div", "number(div) div number(div)"},
      {"/", "/"},
      {"/ | //a[@b]", "_union(/, //a[@b])"},
      {"//text()[. = 'a [b']", "//text()[_equal(., 'a [b')]"},
      {"processing-instruction('x')", "processing-instruction('x')"},
      {"x:a[x:*]/@x:b", "x:a[x:*]/@x:b"},
      {" child :: a [ 1 ] ", "child::a[1]"},
      {"re:test(a, 'b') and $depth > .5", "re:test(a, 'b') and $depth > .5"},
      {"namespace::x", "none"}};
  for (const auto& [given, wanted] : cases) {
    const auto& expression = given;
    CAPTURE(expression);
    CHECK_EQ(rewritten(expression), wanted);
  }
}

TEST_CASE("what is written anew means the same") {
  const std::pair<std::string, std::string> cases[] = {{"//div//p", "a|b|b"},
                                                       {"//div[@id]//p", "a|b|b"},
                                                       {"//div[@id]//p[1]", "a|b"},
                                                       {"//p/parent::*[@id]/@id", "1|2"},
                                                       {"count(//p/ancestor::*)", "4"},
                                                       {"count(//div//p | //p)", "4"},
                                                       {"(//p | //li)[2]", "b"},
                                                       {"//div//p = //ul/li", "false"},
                                                       {"//div/p = //div/div/p", "true"},
                                                       {"//p != //p", "true"},
                                                       {"//i != //i", "false"},
                                                       {"//i = ''", "true"},
                                                       {"//none = //p", "false"},
                                                       {"//none != 'x'", "false"},
                                                       {"//p = 'c'", "true"},
                                                       {"//div = 'abb'", "true"},
                                                       {"'ab' = //div", "true"},
                                                       {"//div = 'abbb'", "false"},
                                                       {"//p[. = 'b']", "b|b"},
                                                       {"//p[. != 'b']", "a|c"},
                                                       {"//*[@n = 3]/@n", "3|3"},
                                                       {"//*[@n != //@n]", ""},
                                                       {"//li < //li", "true"},
                                                       {"//li[. > 1]", "2|10"},
                                                       {"//li[. >= //li]", "1|2|10"},
                                                       {"//li[. > //li]", "2|10"},
                                                       {"//li[10 > .]", "1|2"},
                                                       {"//p < //p", "false"},
                                                       {"//li + 1", "2"},
                                                       {"- //li", "-1"},
                                                       {"sum(//li) - //li[2] * 2", "9"},
                                                       {"//li = true()", "true"},
                                                       {"//none = false()", "true"},
                                                       {"//p[position() = 2]", "b"},
                                                       {"//p[not(following::p = .)]", "a|b|c"},
                                                       {"boolean(//p | //i)", "true"},
                                                       {"id('2')/..//p", "a|b|b"},
                                                       {"string((//li | //p)[last()])", "c"},
                                                       {"//li[preceding-sibling::li[1] = ../li[1]]", "2"}};
  for (const auto& [given, wanted] : cases) {
    const auto& expression = given;
    CAPTURE(expression);
    CHECK_EQ(found(expression), wanted);
  }
}
