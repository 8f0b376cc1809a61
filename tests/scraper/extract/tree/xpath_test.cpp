#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "scraper/extract/tree/tree.hpp"

using namespace trawl;
using extract::Node;
using extract::SelectorError;
using extract::Tree;
using extract::XPath;

namespace {

const Tree& page() {
  static const Tree tree = Tree::from_html(R"(<!doctype html><title>T</title>
    <div class="box big" id=one><h2>First</h2><a href=/a>A</a><p>price: 12 €</p></div>
    <div class="box" id=two><h2>Second</h2><a href=/b>B</a><!--hidden--></div><table><tr><td>1<td>2</table>)");
  return tree;
}

std::string shown(const XPath::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return "text " + *text;
  if (const auto* number = std::get_if<double>(&value)) return "number " + std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  std::string all;
  for (const Node& node : std::get<std::vector<Node>>(value)) all += (all.empty() ? "" : "|") + node.text();
  return all;
}

std::string found(const std::string& expression, const Tree& tree = page()) {
  return shown(XPath(expression).evaluate(tree, tree.document()));
}

struct Failure {
  std::size_t at;
  std::string words;
  bool operator==(const Failure&) const = default;
};

Failure failure_of(const std::string& expression) {
  try {
    XPath(expression).evaluate(page(), page().document());
  } catch (const SelectorError& error) {
    return {error.at, error.what()};
  }
  return {0, "none"};
}

}  // namespace

TEST_CASE("an expression gives nodes in document order, texts, numbers and truths") {
  const std::pair<std::string, std::string> cases[] = {
      {"//h2", "First|Second"},
      {"//a/@href", "/a|/b"},
      {"//div[@id='two']/a/text()", "B"},
      {"//td", "1|2"},
      {"//a | //h2", "First|A|Second|B"},
      {"//h2 | //h2 | //title", "T|First|Second"},
      {"//a/@href | //a/text()", "/a|A|/b|B"},
      {"//p/preceding::h2 | //p/ancestor::div/@id", "one|First"},
      {"//a[2 > 1 or '|']", "A|B"},
      {"(//h2)[last()]", "Second"},
      {"//comment()", "hidden"},
      {"//tbody/tr/td[1]", "1"},
      {"string(//h2)", "text First"},
      {"count(//div)", "number 2.000000"},
      {"not(//none)", "true"},
      {"//none", ""}};
  for (const auto& [expression, wanted] : cases) {
    const auto& row = expression;
    CAPTURE(row);
    CHECK_EQ(found(expression), wanted);
  }
}

TEST_CASE("there are functions that the users of other scrapers expect") {
  const std::pair<std::string, std::string> cases[] = {
      {"//div[has-class('box')]/@id", "one|two"},
      {"//div[has-class('big', 'box')]/@id", "one"},
      {"//div[has-class('bo')]/@id", ""},
      {"//a[ends-with(@href, 'b')]", "B"},
      {"//p[re:test(., '\\d+ €$')]/../@id", "one"},
      {"//h2[re:test(., '^FIRST', 'i')]", "First"},
      {"re:replace('a1b22', '\\d+', 'g', '#')", "text a#b#"},
      {"set:difference(//h2, //div[@id='one']//h2)", "Second"},
      {"set:intersection(//div/h2, //div[@id='one']//*)", "First"},
      {"set:distinct(//div/@class | //div/@class)", "box big|box"},
      {"set:has-same-node(//h2, //div/*)", "true"},
      {"id('two')/h2", "Second"},
      {"normalize-space(//p)", "text price: 12 €"}};
  for (const auto& [expression, wanted] : cases) {
    const auto& row = expression;
    CAPTURE(row);
    CHECK_EQ(found(expression), wanted);
  }
}

TEST_CASE("a path over many nodes gives each node once, in order") {
  const Tree tree = Tree::from_html(
      "<div id=1><div id=2><a n=1><b>x</b></a></div><a n=2></a></div><p id=3><a n=3></a></p><p id=4></p>");
  const std::pair<std::string, std::string> cases[] = {{"//div//@n", "1|2"},
                                                       {"//div//@n/..//b", "x"},
                                                       {"//div//a[1]/@n", "1|2"},
                                                       {"//a/ancestor::*[@id]/@id", "1|2|3"},
                                                       {"//a[@n]/../@id", "1|2|3"},
                                                       {"//*[@id]/following-sibling::p/@id", "3|4"},
                                                       {"//p[a]/preceding::a/@n", "1|2"},
                                                       {"//div//a[1][@n='2']/@n | //p//@n", "2|3"},
                                                       {"/html/body//div[a]//@n", "1|2"},
                                                       {"//div//*[self::a or self::b][text() or b]", "x|x"},
                                                       {"//body/*[2]//@n", "3"},
                                                       {"//div[@id='1' or ']/a' = '']/a/@n", "2"},
                                                       {"//div//a/node()/text()", "x"}};
  for (const auto& [expression, wanted] : cases) {
    const auto& row = expression;
    CAPTURE(row);
    CHECK_EQ(found(expression, tree), wanted);
  }
  CHECK_EQ(found("//div//a/@n*2", tree), "number 2.000000");
  CHECK_EQ(found("count(//div//@n)", tree), "number 2.000000");
}

TEST_CASE("an expression is evaluated from a node") {
  const XPath divs("//div"), heading("h2"), anywhere("//h2"), own(".//h2/text()");
  const auto rows = std::get<std::vector<Node>>(divs.evaluate(page(), page().document()));
  REQUIRE_EQ(rows.size(), 2);
  CHECK_EQ(shown(heading.evaluate(page(), rows[1])), "Second");
  CHECK_EQ(shown(own.evaluate(page(), rows[0])), "First");
  CHECK_EQ(shown(anywhere.evaluate(page(), rows[1])), "First|Second");
}

TEST_CASE("an error names the place in the expression") {
  CHECK_EQ(failure_of("//a[").at, 4);
  CHECK_EQ(failure_of("//a | //b[").at, 10);
  CHECK_EQ(failure_of("//a[@x='1]"), Failure{7, "this quote is not closed"});
  CHECK_EQ(failure_of("//a[has-clas('x')]"), Failure{4, "there is no function has-clas()"});
  CHECK_EQ(failure_of("//a[$x]"), Failure{4, "there is no variable but $depth"});
  CHECK_EQ(failure_of("//p:a"), Failure{0, "a prefix stands for no namespace of the document"});
  CHECK_EQ(failure_of("//a[contains(.)]"), Failure{0, "a function has too few or too many arguments"});
  CHECK_EQ(failure_of("//a | 1"), Failure{5, "only nodes can be joined by \"|\""});
  CHECK(failure_of("//a[re:test(., '(')]").words.starts_with("the pattern \"(\" cannot be read"));
  CHECK_NE(failure_of("").words, "none");
  CHECK_NE(failure_of(std::string(1'000, '(') + "1").words, "none");
  CHECK_NE(failure_of(std::string("//a\0b", 5)).words, "none");
}

TEST_CASE("namespaces come from the caller and from the document's root") {
  const Tree tree = Tree::from_xml("<f xmlns='urn:f' xmlns:m='urn:m'><m:t>x</m:t><e>y</e></f>");
  CHECK_EQ(found("//m:t", tree), "x");
  CHECK_EQ(found("//e", tree), "");
  CHECK_EQ(shown(XPath("//a:e", {{"a", "urn:f"}}).evaluate(tree, tree.document())), "y");
  CHECK_EQ(shown(XPath("//m:e", {{"m", "urn:f"}}).evaluate(tree, tree.document())), "y");
  CHECK_EQ(found("//*[local-name()='e']", tree), "y");
}

TEST_CASE("xlink is a namespace in SVG") {
  const Tree tree = Tree::from_html("<svg><use xlink:href='#i'/></svg>");
  CHECK_EQ(found("//use/@xlink:href", tree), "#i");
  CHECK_EQ(found("//@*[name()='xlink:href']", tree), "#i");
}

TEST_CASE("threads share a compiled expression") {
  const XPath expression("//li[re:test(., '[05]$')]/text()");
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&result, &expression] {
      for (int i = 0; i < 50; ++i) {
        const Tree tree = Tree::from_html("<ul><li>1<li>5<li>10<li>x</ul>");
        result = shown(expression.evaluate(tree, tree.document()));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) CHECK_EQ(result, "5|10");
}

TEST_CASE("in a page of XHTML only names with a prefix of another vocabulary have a namespace") {
  const std::string page =
      "<h:html xmlns:h='http://www.w3.org/1999/xhtml' xmlns:s='http://www.w3.org/2000/svg' xmlns:d='urn:d'>"
      "<h:p d:a='1'>x</h:p><s:path>y</s:path><d:note>z</d:note>"
      "<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>m</mi></math></h:html>";
  const Tree xhtml = Tree::from_xhtml(page), xml = Tree::from_xml(page);
  const auto count = [](const Tree& tree, const std::string& path) {
    return std::get<std::vector<Node>>(XPath(path).evaluate(tree, tree.document())).size();
  };
  for (const char* path : {"/html/p[@d:a = 1]", "//s:path", "//d:note", "//math/mi"}) {
    CAPTURE(path);
    CHECK(count(xhtml, path) == 1);
  }
  CHECK(count(xml, "//p") == 0);
  CHECK(count(xml, "/h:html/h:p") == 1);
  CHECK(count(xml, "//mi") == 0);
  const Node p = std::get<std::vector<Node>>(XPath("//p").evaluate(xhtml, xhtml.document())).at(0);
  CHECK(p.name_space().empty());
  CHECK(p.markup().starts_with("<p "));
}
