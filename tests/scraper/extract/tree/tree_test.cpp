#include "scraper/extract/tree/tree.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;
using extract::Node;
using extract::Tree;

namespace {

/// What stands between <html> and </html>.
std::string inside(std::string_view html) {
  const std::string markup = Tree::from_html(html).root().markup();
  const std::size_t begin = markup.find('>') + 1;
  return markup.substr(begin, markup.size() - begin - 7);
}

/// What stands in the body.
std::string body_of(std::string_view html) {
  const std::string all = inside(html);
  const std::size_t begin = all.find('>', all.find("<body")) + 1;
  return all.substr(begin, all.rfind("</body>") - begin);
}

struct Case {
  std::string_view html, body;
};

void check_bodies(std::initializer_list<Case> cases) {
  for (const Case& one : cases) {
    CAPTURE(one.html);
    CHECK_EQ(body_of(one.html), one.body);
  }
}

}  // namespace

TEST_CASE("html, head and body are there whatever the document has") {
  CHECK_EQ(inside(""), "<head></head><body></body>");
  CHECK_EQ(inside("<title>x"), "<head><title>x</title></head><body></body>");
  CHECK_EQ(inside("text"), "<head></head><body>text</body>");
  CHECK_EQ(inside("<p>a<title>b</title>"), "<head></head><body><p>a<title>b</title></p></body>");
  CHECK_EQ(inside("<head></head> <meta>"), "<head><meta></head> <body></body>");
  CHECK_EQ(inside(" <!--c--> <html> <head> "), "<head> </head><body></body>");
  CHECK_EQ(inside("<noscript><link></noscript>a"), "<head><noscript><link></noscript></head><body>a</body>");
  CHECK_EQ(inside("<frameset><frame></frameset>"), "<head></head><frameset><frame></frameset>");
}

TEST_CASE("a second html or body tag gives the attributes that the first lacks") {
  const Tree tree = Tree::from_html("<html a=1><body b=1><html a=2 c=2><body b=2 d=2>");
  CHECK_EQ(tree.root().markup(), R"(<html a="1" c="2"><head></head><body b="1" d="2"></body></html>)");
}

TEST_CASE("elements end where the standard ends them") {
  check_bodies(
      {{"<p>a<p>b", "<p>a</p><p>b</p>"},
       {"<p>a<div>b</div>c", "<p>a</p><div>b</div>c"},
       {"<p><span>a<p>b", "<p><span>a</span></p><p>b</p>"},
       {"<button><p>a<p>b", "<button><p>a</p><p>b</p></button>"},
       {"<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
        "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"},
       {"<dl><dt>a<dd>b<dd>c", "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>"},
       {"<h1>a<h2>b", "<h1>a</h1><h2>b</h2>"},
       {"<h1>a</h2>b", "<h1>a</h1>b"},
       {"<select><optgroup><option>a<option>b<optgroup><option>c</select>",
        "<select><optgroup><option>a</option><option>b</option></optgroup><optgroup><option>c</option>"
        "</optgroup></select>"},
       {"<ruby>a<rt>b<rp>c", "<ruby>a<rt>b</rt><rp>c</rp></ruby>"},
       {"a</p>b</br>c", "a<p></p>b<br>c"},
       {"<form>a<form>b</form>c", "<form>ab</form>c"},
       {"<a href=1>x<a href=2>y", R"(<a href="1">x</a><a href="2">y</a>)"},
       {"<nobr>x<nobr>y", "<nobr>x</nobr><nobr>y</nobr>"},
       {"<button>x<button>y", "<button>x</button><button>y</button>"},
       {"<pre>\n\na</pre><textarea>\nb</textarea>", "<pre>\na</pre><textarea>b</textarea>"},
       {"<image src=x>", R"(<img src="x">)"},
       {"<div>a</span>b</div>", "<div>ab</div>"}});
}

TEST_CASE("tables get the elements that are implied, and what is misplaced moves before them") {
  check_bodies(
      {{"<table><tr><td>a<td>b<tr><th>c</table>",
        "<table><tbody><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></tbody></table>"},
       {"<table><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"},
       {"<table><col><caption>c<td>a",
        "<table><colgroup><col></colgroup><caption>c</caption><tbody><tr><td>a</td></tr></tbody></table>"},
       {"<table><thead><tr><th>h<tbody><tr><td>a",
        "<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>a</td></tr></tbody></table>"},
       {"<table>x<tr>y<td>a</table>z", "xy<table><tbody><tr><td>a</td></tr></tbody></table>z"},
       {"<table><div>x</div><td><table><p>y",
        "<div>x</div><table><tbody><tr><td><p>y</p><table></table>"
        "</td></tr></tbody></table>"},
       {"<table><a href=1>x<td>y</table>",
        R"(<a href="1">x</a><table><tbody><tr><td>y</td></tr></tbody></table>)"},
       {"<p>a<table>", "<p>a<table></table></p>"},
       {"<!doctype html><p>a<table>", "<p>a</p><table></table>"},
       {"<tr><td>a", "a"}});
}

TEST_CASE("formatting elements go on in the next block") {
  check_bodies({{"<p><b>a<p>b", "<p><b>a</b></p><p><b>b</b></p>"},
                {"<b>1<p>2</b>3", "<b>1</b><p><b>2</b>3</p>"},
                {"<p>1<b>2<i>3</b>4</i>5</p>", "<p>1<b>2<i>3</i></b><i>4</i>5</p>"},
                {"<a href=1><p>x</a>y", R"(<a href="1"></a><p><a href="1">x</a>y</p>)"},
                {"<p><b><b><b><b><p>x", "<p><b><b><b><b></b></b></b></b></p><p><b><b><b>x</b></b></b></p>"}});
}

TEST_CASE("the content of a template stands below it") {
  check_bodies({{"<body><template><tr><td>a</template>b", "<template><tr><td>a</td></tr></template>b"},
                {"<table><template><td>a</template>", "<table><template><td>a</td></template></table>"},
                {"<div><template></div>a", "<div><template>a</template></div>"}});
}

TEST_CASE("SVG and MathML keep their names and end where HTML begins") {
  check_bodies({{"<svg viewbox=1><lineargradient/><foreignobject><p>a<p>b</svg>",
                 R"(<svg viewBox="1"><linearGradient></linearGradient><foreignObject><p>a</p><p>b</p>)"
                 "</foreignObject></svg>"},
                {"<svg><g><p>a", "<svg><g></g></svg><p>a</p>"},
                {"<math><mi>x<mglyph/><b>y</math>z", "<math><mi>x<mglyph></mglyph><b>yz</b></mi></math>"},
                {"<svg><title>t</title><![CDATA[<x>]]></svg>", "<svg><title>t</title>&lt;x&gt;</svg>"},
                {"<svg><a xlink:href=u>x</a></svg>", R"(<svg><a xlink:href="u">x</a></svg>)"}});
  const Tree tree = Tree::from_html("<body><svg xlink:href='u'>");
  const Node svg = tree.root().first_child().next_sibling().first_child();
  CHECK_EQ(svg.attribute("xlink:href"), "u");
  CHECK_EQ(svg.attribute("href"), std::nullopt);
}

TEST_CASE("values and texts are decoded, and the first attribute of a name counts") {
  check_bodies({{"<p A=1 a=2>x&amp;y&nbsp;&lt;z\r\nw", "<p a=\"1\">x&amp;y&nbsp;&lt;z\nw</p>"},
                {"<a href='?a&copy=1&amp;b'>", R"(<a href="?a&amp;copy=1&amp;b"></a>)"},
                {"<body><script>a<b&amp;</script>", "<script>a<b&amp;</script>"},
                {std::string_view("a\0b", 3), "ab"},
                {std::string_view("<p x='\0'>", 9), "<p x=\"\uFFFD\"></p>"}});
}

TEST_CASE("a node tells its kind, name, text, attributes and neighbours") {
  const Tree tree = Tree::from_html("<body><p class='a b' id=i>one <b>two</b><!--no--> three</p><p>four");
  const Node body = tree.root().first_child().next_sibling();
  const Node p = body.first_child();
  CHECK(tree.is_html());
  CHECK_EQ(tree.document().kind(), Node::Kind::document);
  CHECK_EQ(p.kind(), Node::Kind::element);
  CHECK_EQ(p.name(), "p");
  CHECK_EQ(p.name_space(), "");
  CHECK_EQ(p.text(), "one two three");
  CHECK_EQ(p.attribute("class"), "a b");
  CHECK_EQ(p.attribute("none"), std::nullopt);
  REQUIRE_EQ(p.attributes().size(), 2);
  CHECK_EQ(p.attributes()[1].first, "id");
  CHECK_EQ(p.first_child().raw_text(), "one ");
  CHECK_EQ(p.first_child().next_sibling().next_sibling().raw_text(), " three");
  CHECK_EQ(p.next_sibling().text(), "four");
  CHECK_FALSE(p.next_sibling().next_sibling());
  CHECK_EQ(p.parent(), body);
  CHECK_EQ(Node().kind(), Node::Kind::none);
  CHECK_EQ(Node().text(), "");
}

TEST_CASE("an XML tree keeps case and namespaces, and outlives damage") {
  const Tree tree = Tree::from_xml(
      "<?xml version='1.0'?><R xmlns:d='urn:d'><d:Item d:k='1' j='2'>a &amp; "
      "b<![CDATA[<c>]]></d:Item><open>x</R>");
  const Node item = tree.root().first_child();
  CHECK_FALSE(tree.is_html());
  CHECK_EQ(tree.root().name(), "R");
  CHECK_EQ(item.name(), "Item");
  CHECK_EQ(item.name_space(), "urn:d");
  CHECK_EQ(item.attribute("d:k"), "1");
  CHECK_EQ(item.attribute("j"), "2");
  CHECK_EQ(item.text(), "a & b<c>");
  CHECK_EQ(item.next_sibling().text(), "x");
  CHECK_EQ(item.markup(), R"(<d:Item xmlns:d="urn:d" d:k="1" j="2">a &amp; b&lt;c&gt;</d:Item>)");
  CHECK_FALSE(Tree::from_xml("").root());
  CHECK_FALSE(Tree::from_xml("no markup").root());
}

TEST_CASE("an entity that an XML document declares is not expanded") {
  const Tree tree = Tree::from_xml(
      "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
      "<r>x&b;&f;&eacute;y</r>");
  CHECK_EQ(tree.root().text(), "x\u00E9y");
}
