#include "scraper/extract/selector.hpp"

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "fetch/text/json.hpp"
#include "scraper/extract/css/css_selector.hpp"

using namespace trawl;

using extract::compile;
using extract::JsonDocument;
using extract::Language;
using extract::Match;
using extract::Node;
using extract::SelectorError;
using extract::SelectorInput;
using extract::Tree;

namespace {

std::string file_text(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream("tests/data/extract/" + name).rdbuf();
  return text.str();
}

/// The number of each element in document order.
std::vector<std::pair<Node, int>> numbers_of(const Tree& tree) {
  std::vector<std::pair<Node, int>> numbers;
  int number = 0;
  for (Node node = tree.document(); node;) {
    if (node.kind() == Node::Kind::element) numbers.emplace_back(node, number++);
    if (const Node child = node.first_child()) {
      node = child;
      continue;
    }
    while (node && !node.next_sibling()) node = node.parent();
    if (node) node = node.next_sibling();
  }
  return numbers;
}

/// A page of HTML with one line for what a selector finds.
struct Page {
  explicit Page(const std::string& html) : tree(Tree::from_html(html)) {
    numbers = numbers_of(tree);
    input.tree = &tree;
  }
  std::vector<Match> matches(Language language, const std::string& selector) const {
    return compile(language, selector)->apply(input);
  }
  /// "p.3 a.7", or a JSON array of texts.
  std::string found(const std::string& css) const {
    std::string elements, texts;
    for (const Match& match : matches(Language::css, css)) {
      for (const auto& [node, number] : numbers) {
        if (node == match.node())
          elements += (elements.empty() ? "" : " ") + std::string(node.name()) + "." + std::to_string(number);
      }
      texts += texts.empty() ? "" : ",";
      text::append_json_string(texts, match.text());
    }
    return css.find("::") == std::string::npos ? elements : "[" + texts + "]";
  }
  std::string texts(Language language, const std::string& selector) const {
    std::string all;
    for (const Match& match : matches(language, selector)) all += (all.empty() ? "" : "|") + match.text();
    return all;
  }
  std::string css(const std::string& selector) const { return texts(Language::css, selector); }

  Tree tree;
  SelectorInput input;
  std::vector<std::pair<Node, int>> numbers;
};

std::string mistake(Language language, const std::string& selector) {
  try {
    compile(language, selector);
  } catch (const SelectorError& error) {
    return std::to_string(error.at) + ": " + error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("CSS selectors find what cssselect with lxml and browsers find") {
  std::ifstream table("tests/data/extract/css_selectors.txt");
  REQUIRE(table.is_open());
  std::optional<Page> page;
  int count = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    if (line.starts_with("= ")) {
      page.emplace(file_text(line.substr(2) + ".html"));
      continue;
    }
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    REQUIRE(second != std::string::npos);
    const std::string css = line.substr(first + 1, second - first - 1);
    CAPTURE(css);
    CHECK(page->found(css) == line.substr(second + 1));
    // The XPath for any engine finds the same, but where it would have to name all elements of HTML.
    const std::string xpath = extract::xpath_of(css).page;
    constexpr std::size_t kLong = 2'000;
    if (css.find("::") == std::string::npos && xpath.size() < kLong) {
      CHECK(page->matches(Language::xpath, xpath).size() == page->matches(Language::css, css).size());
    }
    ++count;
  }
  CHECK(count >= 600);
}

TEST_CASE("in a row a selector sees the row and what is in it, and no ancestors outside") {
  const Page page("<ul id=o><li id=a>1<ul id=i><li id=b>2</li><li id=c>3</li></ul></li><li id=d>4</li></ul>");
  SelectorInput row = page.input;
  const auto ids = [&](const std::string& css) {
    std::string all;
    for (const Match& match : compile(Language::css, css)->apply(row))
      all += (all.empty() ? "" : " ") + std::string(match.node().attribute("id").value_or("-"));
    return all;
  };
  row.row = page.matches(Language::css, "#a")[0].node();
  CHECK(ids("li") == "a b c");
  CHECK(ids("ul li") == "b c");
  CHECK(ids("li li") == "b c");
  CHECK(ids("ul > li") == "b c");
  CHECK(ids("#o li").empty());
  CHECK(ids("li + li") == "c");
  CHECK(ids(":scope > ul > li") == "b c");
  CHECK(ids(":scope") == "a");
  CHECK(ids("li:not(:scope)") == "b c");
  CHECK(ids("li:nth-child(2)") == "c");
  row.row = page.matches(Language::css, "#d")[0].node();
  CHECK(ids("li + li").empty());
  CHECK(ids("li") == "d");
  CHECK(compile(Language::css, "::attr(id)")->apply(row).at(0).text() == "d");
  CHECK(compile(Language::xpath, "@id")->apply(row).at(0).text() == "d");
  CHECK(compile(Language::xpath, "count(//li)")->apply(row).at(0).text() == "4");
}

TEST_CASE("places among siblings take linear time in a long list") {
  std::string html = "<ul>";
  for (int i = 0; i < 50'000; ++i) html += i % 2 == 0 ? "<li>" : "<b>x</b>";
  const Page page(html);
  CHECK(page.matches(Language::css, ":nth-child(7n+3)").size() > 3'000);
  CHECK(page.matches(Language::css, "li:nth-last-of-type(5n)").size() == 5'000);
  CHECK(page.matches(Language::css, "*:nth-last-child(2n+1)").size() > 20'000);
}

TEST_CASE("CSS on XML matches names as they are written, whatever their namespace") {
  const auto tree = Tree::from_xml(
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:dc='urn:dc'><Entry "
      "dc:id='1'><dc:creator>A</dc:creator>"
      "<title type='HTML'>T</title></Entry><x:y xmlns:x='urn:x'>Y</x:y></feed>");
  SelectorInput page;
  page.tree = &tree;
  const auto texts = [&](const std::string& css) {
    std::string all;
    for (const Match& match : compile(Language::css, css)->apply(page))
      all += (all.empty() ? "" : "|") + match.text();
    return all;
  };
  CHECK(texts("title") == "T");
  CHECK(texts("entry").empty());
  CHECK(texts("Entry > dc|creator") == "A");
  CHECK(texts("dc\\:creator") == "A");
  CHECK(texts("x|*") == "Y");
  CHECK(texts("*|creator") == "A");
  CHECK(texts("|title").empty());
  CHECK(texts("[type=html]").empty());
  CHECK(texts("Entry::attr(dc\\:id)") == "1");
  CHECK(texts("[dc|id] title:nth-of-type(1)") == "T");
  CHECK(texts("Entry > :last-of-type") == "A|T");
}

TEST_CASE("SVG in a page has names with capitals") {
  const Page page("<svg viewBox='0 0 1 1'><linearGradient id=g><stop></linearGradient></svg><p>x");
  CHECK(page.css("linearGradient::attr(id)") == "g");
  CHECK(page.css("svg::attr(viewBox)") == "0 0 1 1");
  CHECK(page.css("svg[viewBox] stop").empty());
  CHECK(page.matches(Language::css, "svg[viewBox] stop").size() == 1);
}

TEST_CASE("a match has text and markup") {
  const Page page("<p id=a>x <b>y</b><p><i>z");
  const auto matches = page.matches(Language::css, "p");
  REQUIRE(matches.size() == 2);
  CHECK(matches[0].text() == "x y");
  CHECK(matches[0].markup() == "<p id=\"a\">x <b>y</b></p>");
  CHECK(page.matches(Language::css, "p::attr(id)").at(0).markup() == "a");
  CHECK(compile(Language::css, "p")->apply(page.input, 1).size() == 1);
}

TEST_CASE("XPath finds nodes, texts and numbers; an empty string is no match") {
  const Page page("<h1> A </h1><a href=/x>L</a>");
  CHECK(page.texts(Language::xpath, "//a/@href") == "/x");
  CHECK(page.texts(Language::xpath, "normalize-space(//h1)") == "A");
  CHECK(page.texts(Language::xpath, "count(//a)") == "1");
  CHECK(page.texts(Language::xpath, "1 div 4") == "0.25");
  CHECK(page.texts(Language::xpath, "//a or //b") == "true");
  CHECK(page.matches(Language::xpath, "string(//h2)").empty());
  CHECK(page.matches(Language::xpath, "number(//h2)").empty());
}

TEST_CASE("meta looks for a name in any case and in each attribute that names meta elements") {
  const Page page(
      "<meta name=Description content=D><meta property='og:title' content='O'><meta name='og:title' "
      "content=P>"
      "<meta itemprop=x content=''><meta http-equiv=refresh content='5'>");
  CHECK(page.texts(Language::meta, "description") == "D");
  CHECK(page.texts(Language::meta, "OG:TITLE") == "O|P");
  CHECK(page.texts(Language::meta, "refresh") == "5");
  CHECK(page.matches(Language::meta, "x").size() == 1);
  CHECK(page.matches(Language::meta, "it's \"x\"").empty());
}

TEST_CASE("JSON selectors take a page or a row, and JSON-LD each object where the list has no match") {
  const auto document = JsonDocument::parse(R"({"rows":[{"id":1,"t":null},{"id":2}]})");
  const auto objects =
      JsonDocument::parse_objects({R"({"@type":"Product","name":"Lamp"})", R"({"@type":"A"})"});
  SelectorInput input;
  input.json = document->root();
  input.json_ld = objects.root();
  const auto texts = [&](Language language, const std::string& path) {
    std::string all;
    for (const Match& match : compile(language, path)->apply(input))
      all += (all.empty() ? "" : "|") + (match.is_null() ? "null" : match.text());
    return all;
  };
  CHECK(texts(Language::json, "$.rows[*].id") == "1|2");
  CHECK(texts(Language::json, "/rows/1") == R"({"id":2})");
  CHECK(texts(Language::json, "$.rows[0].t") == "null");
  CHECK(texts(Language::json_ld, "$[?@['@type'] == 'Product'].name") == "Lamp");
  CHECK(texts(Language::json_ld, "$.name") == "Lamp");
  input.json = document->root().child(0).child(1);
  CHECK(texts(Language::json, "$.id") == "2");
}

TEST_CASE("regular expressions give the first group, or the whole match, of each match") {
  const std::string text = "sku: L-1, sku: L-2; é", url = "https://shop.example/p/17?x=1";
  SelectorInput input;
  input.text = &text;
  input.url = &url;
  const auto texts = [&](Language language, const std::string& pattern) {
    std::string all;
    for (const Match& match : compile(language, pattern)->apply(input))
      all += (all.empty() ? "" : "|") + match.text();
    return all;
  };
  CHECK(texts(Language::regex, "sku: ([A-Z]-[0-9])") == "L-1|L-2");
  CHECK(texts(Language::regex, "L-[0-9]") == "L-1|L-2");
  CHECK(texts(Language::regex, "(Q)|L-2").empty());
  CHECK(compile(Language::regex, "")->apply(input).size() == 22);
  CHECK(texts(Language::url, "/p/([0-9]+)") == "17");
  CHECK(compile(Language::regex, "sku")->apply(input, 1).size() == 1);
}

TEST_CASE("without its source a selector finds nothing") {
  for (const Language language : {Language::css, Language::meta})
    CHECK(compile(language, "a")->apply({}).empty());
  CHECK(compile(Language::xpath, "//a")->apply({}).empty());
  CHECK(compile(Language::json, "$.a")->apply({}).empty());
  CHECK(compile(Language::json_ld, "$.a")->apply({}).empty());
  CHECK(compile(Language::regex, "a")->apply({}).empty());
}

TEST_CASE("a selector of each language that cannot be read says where") {
  CHECK(mistake(Language::css, "a[") == "2: expected a name after '['");
  CHECK(mistake(Language::json, "$.") == "2: expected a name or '*' after '.'");
  CHECK(mistake(Language::json_ld, "x") == "0: expected '$', not 'x'");
  CHECK(mistake(Language::regex, "a(b") == "0: missing ): a(b");
  CHECK(mistake(Language::regex, "ab**") == "2: bad repetition operator: **");
  CHECK(mistake(Language::meta, "") == "0: expected the name of a meta element");
  CHECK_FALSE(mistake(Language::xpath, "//a[").empty());
}
