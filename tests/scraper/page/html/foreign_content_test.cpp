#include "scraper/page/html/foreign_content.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using page::Element;

namespace {

page::Token start_tag(std::string_view name, bool self_closing = false) {
  page::Token tag;
  tag.kind = page::Token::Kind::start_tag;
  tag.text = name;
  tag.element = page::element_of(name);
  tag.self_closing = self_closing;
  return tag;
}

struct Document : page::ForeignContent {
  explicit Document(std::initializer_list<std::string_view> start_tags) {
    for (const auto name : start_tags) start(start_tag(name));
  }
};

}  // namespace

TEST_CASE("SVG and MathML are foreign from their start tag to their end tag") {
  Document document({"div", "svg", "g"});
  CHECK(document.active());
  document.end(Element::svg);
  CHECK_FALSE(document.active());
  CHECK_FALSE(document.start(start_tag("title")));
  CHECK(document.start(start_tag("math", true)));
  CHECK_FALSE(document.active());
}

TEST_CASE("integration points contain HTML, and SVG and MathML have different ones") {
  CHECK_FALSE(Document({"svg", "foreignObject"}).active());
  CHECK_FALSE(Document({"svg", "desc"}).active());
  CHECK_FALSE(Document({"math", "mi"}).active());
  CHECK(Document({"math", "desc"}).active());
  CHECK(Document({"svg", "mi"}).active());
  CHECK(Document({"svg", "foreignObject", "svg"}).active());
}

TEST_CASE("an annotation contains HTML if its encoding says so") {
  Document document({"math"});
  page::Token annotation = start_tag("annotation-xml");
  document.start(annotation);
  CHECK(document.active());
  annotation.attributes = {{"encoding", "Text/HTML"}};
  document.start(annotation);
  CHECK_FALSE(document.active());
}

TEST_CASE("elements of HTML end foreign content") {
  CHECK_FALSE(Document({"svg", "g", "p"}).active());
  Document closed({"div", "svg", "g"});
  closed.end(Element::div);
  CHECK_FALSE(closed.active());
  Document open({"svg", "g"});
  open.end(Element::div);
  CHECK(open.active());
  open.end(Element::br);
  CHECK_FALSE(open.active());
}

TEST_CASE("the text of SVG titles, styles, scripts and metadata is hidden") {
  CHECK(Document({"svg", "title", "b"}).hidden() == Element::title);
  CHECK(Document({"svg", "style"}).hidden() == Element::style);
  CHECK(Document({"svg", "text"}).hidden() == Element::unknown);
}

TEST_CASE("only 64 levels of nesting are tracked") {
  Document document({});
  for (int i = 0; i < 1000; ++i) document.start(start_tag("svg"));
  for (int i = 0; i < 64; ++i) document.end(Element::svg);
  CHECK(document.empty());
}
