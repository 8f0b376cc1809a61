#include "scraper/page/html/html_elements.hpp"

#include <string>

#include <doctest/doctest.h>

#include "fetch/text/ascii.hpp"

using namespace trawl;

using page::Element;

TEST_CASE("elements are found by name, whatever its case") {
  CHECK(page::element_of("a") == Element::a);
  CHECK(page::element_of("TextArea") == Element::textarea);
  CHECK(page::element_of("annotation-xml") == Element::annotation_xml);
  CHECK(page::element_of("foreignObject") == Element::foreign_object);
  CHECK(page::element_of("H6") == Element::h6);
}

TEST_CASE("other names are unknown") {
  for (const char* name :
       {"", "aa", "divs", "title1", "foreignobjec", "annotation-xmlannotation-xml", "x-a", "\xc1"}) {
    CAPTURE(name);
    CHECK(page::element_of(name) == Element::unknown);
  }
}

TEST_CASE("h1 to h6 have a level, other elements do not") {
  CHECK(page::heading_level(Element::h1) == 1);
  CHECK(page::heading_level(Element::h6) == 6);
  CHECK(page::heading_level(Element::head) == 0);
  CHECK(page::heading_level(Element::frameset) == 0);
}

TEST_CASE("traits belong to their element") {
  CHECK(page::traits_of(Element::script).content == page::Content::script);
  CHECK(page::traits_of(Element::title).content == page::Content::text_with_references);
  CHECK(page::traits_of(Element::p).leaves_foreign);
  CHECK(page::traits_of(Element::td).flow == page::Flow::apart);
  CHECK(page::traits_of(Element::unknown).content == page::Content::markup);
}

TEST_CASE(
    "a name of which one byte is another letter case is the same element, any other byte makes it unknown") {
  for (int place = 1; place <= static_cast<int>(Element::xmp); ++place) {
    const std::string name(page::name_of(static_cast<Element>(place)));
    for (std::size_t i = 0; i < name.size(); ++i) {
      for (unsigned byte = 0; byte < 256; ++byte) {
        std::string other = name;
        other[i] = static_cast<char>(byte);
        if (text::lower(other[i]) == name[i]) {
          CHECK(page::name_of(page::element_of(other)) == name);
        } else {
          CHECK(page::name_of(page::element_of(other)) != name);
        }
      }
    }
  }
}
