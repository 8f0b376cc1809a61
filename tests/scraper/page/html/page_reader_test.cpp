#include "scraper/page/html/page_reader.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/page/read_page.hpp"

using namespace trawl;

using support::link_lines;
using support::read_page;

namespace {

std::string text(std::string_view html) {
  return read_page(html).text;
}

}  // namespace

TEST_CASE("the title is the first title element outside SVG, folded") {
  CHECK(read_page("<title> A\n &amp; B </title><title>C</title>").title == "A & B");
  CHECK(read_page("<svg><title>icon</title></svg><title>A</title>").title == "A");
  CHECK(read_page("<title></title><title>C</title>").title == "");
  CHECK(read_page("<template><title>T</title></template><body><title>A</title>").title == "A");
}

TEST_CASE("a template that declares a shadow root is part of the page") {
  CHECK(
      link_lines("<template shadowrootmode=open><a href=1>x</a><template><a href=2></template></template><a "
                 "href=3>y") == "a https://example.org/dir/1 [x]\na https://example.org/dir/3 [y]\n");
}

TEST_CASE("anchor text is the visible text between the tags, or the alt text of an image") {
  CHECK(link_lines("<a href=1> one <b>two</b>\n<p>three</p></a> four") ==
        "a https://example.org/dir/1 [one two three]\n");
  CHECK(link_lines("x<a href=1>one<a href=2>two") ==
        "a https://example.org/dir/1 [one]\na https://example.org/dir/2 [two]\n");
  CHECK(link_lines("<a href=1><img alt=' logo &amp; ' ><img alt=other></a>") ==
        "a https://example.org/dir/1 [logo &]\n");
  CHECK(link_lines("<a>none</a><a href=1></a>x") == "a https://example.org/dir/1\n");
  CHECK(read_page("<a href=1>" + std::string(300, 'x') + "</a>").links.at(0).text.size() == 200);
}

TEST_CASE("text is what readers see: one line for each block, whitespace folded, references decoded") {
  CHECK(text("<h1>A</h1><p>b <b>c</b>d<br>e&amp;f<p> g") == "A\nb cd\ne&f\ng");
  CHECK(text("<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3</table>") == "a\nb\n1 2\n3");
  CHECK(text("<div><div>a</div></div>\n\n<div>b</div>") == "a\nb");
  CHECK(text("<title>t</title><style>s</style><script>x</script><textarea>y</textarea><noframes>z</"
             "noframes>a") == "a");
  CHECK(text("a<template>b</template><noscript>c</noscript><svg><title>d</title><text>e</text><style>f</"
             "style></svg>g") == "aceg");
  CHECK(text("<!-- a -->b<xmp><i></xmp>") == "b\n<i>");
}

TEST_CASE("whitespace separates the words that are counted") {
  CHECK(read_page("<p>one two<p>three <b>fo</b>ur").word_count == 4);
  CHECK(read_page("<p> </p>").word_count == 0);
}

TEST_CASE("a heading has a level and a text") {
  const auto page = read_page("<h1> A <i>b</i></h1>x<h2>C<h3>D<br>E</h2>y<h4></h4>");
  REQUIRE(page.headings.size() == 3);
  CHECK(page.headings[0].level == 1);
  CHECK(page.headings[0].text == "A b");
  CHECK(page.headings[1].text == "C");
  CHECK(page.headings[2].level == 3);
  CHECK(page.headings[2].text == "D E");
}
