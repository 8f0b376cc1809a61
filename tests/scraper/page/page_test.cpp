#include "scraper/page/page.hpp"

#include <doctest/doctest.h>

namespace {

page::Page read(std::string_view html) {
  return page::parse_html(html, *fetch::Url::parse("https://example.org/dir/page"),
                          "text/html; charset=utf-8");
}

/// The links in one line: "kind href [text] ".
std::string links(std::string_view html) {
  std::string out;
  for (const auto& link : read(html).links) {
    out += std::string(name_of(link.kind)) + ' ' + link.url.href();
    if (!link.text.empty()) out += " [" + link.text + ']';
    out += '\n';
  }
  return out;
}

std::string text(std::string_view html) {
  return read(html).text;
}

}  // namespace

TEST_CASE("the title is the first title element outside SVG, folded") {
  CHECK(read("<title> A\n &amp; B </title><title>C</title>").title == "A & B");
  CHECK(read("<svg><title>icon</title></svg><title>A</title>").title == "A");
  CHECK(read("<title></title><title>C</title>").title == "");
  CHECK(read("<template><title>T</title></template><body><title>A</title>").title == "A");
}

TEST_CASE("language, description and robots are the page's own words") {
  const auto page = read(
      "<html lang=' de '><meta name=Description content=' a\n b '><meta name=description content=c>"
      "<meta name=robots content='NoIndex'><meta name=robots content=nofollow>");
  CHECK(page.lang == "de");
  CHECK(page.description == "a b");
  CHECK(page.robots == "noindex, nofollow");
  CHECK(page.noindex());
  CHECK(page.nofollow());
}

TEST_CASE("robots 'none' is noindex and nofollow, other words are not") {
  CHECK(read("<meta name=robots content=none>").nofollow());
  CHECK(read("<meta name=robots content='all,none'>").noindex());
  CHECK_FALSE(read("<meta name=robots content=nofollower>").nofollow());
  CHECK_FALSE(read("").noindex());
}

TEST_CASE("the canonical URL is resolved") {
  CHECK(read("<link rel='nofollow CANONICAL' href='../x'>").canonical == "https://example.org/x");
  CHECK(read("<link rel=canonical href=mailto:x>").canonical == "");
  CHECK(read("<link rel=canonical href=' '>").canonical == "");
  CHECK(read("<a rel=canonical href=/x>").canonical == "");
}

TEST_CASE("the first base with an href counts for all links, those before it too") {
  CHECK(links("<a href=a></a><base target=_top><base href=/b/><base href=/c/><a href=b>") ==
        "a https://example.org/b/a\na https://example.org/b/b\n");
  CHECK(read("<base href=/b/>").base == "https://example.org/b/");
  CHECK(read("<base href=data:,x><base href=/b/>").base == "https://example.org/dir/page");
  CHECK(read("<noscript><base href=/b/></noscript>").base == "https://example.org/dir/page");
  CHECK(read("<template><base href=/b/></template>").base == "https://example.org/dir/page");
}

TEST_CASE("a meta refresh is a link and the page's refresh") {
  const auto page =
      read("<meta http-equiv=Refresh content='5; url=/next'><meta http-equiv=refresh content='1;url=/x'>");
  CHECK(page.refresh->href() == "https://example.org/next");
  CHECK(*page.refresh_delay == 5);
  CHECK(page.links.size() == 1);
  CHECK(name_of(page.links[0].kind) == "refresh");
  CHECK_FALSE(read("<noscript><meta http-equiv=refresh content='0;url=/x'></noscript>").refresh);
  CHECK(*read("<meta http-equiv=refresh content=30>").refresh_delay == 30);
}

TEST_CASE("every kind of reference is found") {
  CHECK(links("<a href=1></a><area href=2><link rel=icon href=3><iframe src=4></iframe><frame src=5>") ==
        "a https://example.org/dir/1\narea https://example.org/dir/2\nlink https://example.org/dir/3\n"
        "iframe https://example.org/dir/4\nframe https://example.org/dir/5\n");
  CHECK(
      links("<img src=1 srcset='2 1x, 3 2x'><script src=4></script><form action=5><source src=6 srcset=7>") ==
      "img https://example.org/dir/1\nimg https://example.org/dir/2\nimg https://example.org/dir/3\n"
      "script https://example.org/dir/4\nform https://example.org/dir/5\nsource https://example.org/dir/6\n"
      "source https://example.org/dir/7\n");
  CHECK(
      links("<video src=1 poster=2></video><audio src=3></audio><track src=4><embed src=5><object "
            "data=6></object>") ==
      "video https://example.org/dir/1\nvideo https://example.org/dir/2\naudio https://example.org/dir/3\n"
      "track https://example.org/dir/4\nembed https://example.org/dir/5\nobject https://example.org/dir/6\n");
  CHECK(links("<input type=IMAGE src=1><input src=2><svg><a xlink:href=3>x</a><script href=4 "
              "src=4></script></svg>") ==
        "input https://example.org/dir/1\na https://example.org/dir/3 [x]\n");
}

TEST_CASE("references that lead nowhere on the web are left out") {
  CHECK(links("<a href=mailto:x@y><a href='javascript:x()'><a name=x><a href=http://[><img src=data:,x>") ==
        "");
  CHECK(links("<img src=''><form action=' '></form><link href=''>") == "");
  CHECK(links("<a href=''></a><a href=#x></a>") ==
        "a https://example.org/dir/page\na https://example.org/dir/page#x\n");
}

TEST_CASE("an href is stripped, decoded and kept as written") {
  const auto page = read("<a href='\n /x?a=1&amp;b=&#50; '>");
  CHECK(page.links.at(0).url.href() == "https://example.org/x?a=1&b=2");
  CHECK(page.links.at(0).raw == "\n /x?a=1&b=2 ");
}

TEST_CASE("what stands in comments, scripts, raw text and templates is no link") {
  CHECK(links("<!--<a href=1>--><script>'<a href=2>'</script><title><a href=3></title><textarea><a "
              "href=4></textarea>"
              "<style><a href=5></style><template><a href=6><template></template><a href=7></template>"
              "<iframe><a href=8></iframe><a title='<a href=9>' href=10>") ==
        "a https://example.org/dir/10\n");
  CHECK(links("<noscript><a href=1></noscript>") == "a https://example.org/dir/1\n");
}

TEST_CASE("a template that declares a shadow root is part of the page") {
  CHECK(links("<template shadowrootmode=open><a href=1>x</a><template><a href=2></template></template><a "
              "href=3>y") == "a https://example.org/dir/1 [x]\na https://example.org/dir/3 [y]\n");
}

TEST_CASE("anchor text is what is seen between the tags, or an image's alt") {
  CHECK(links("<a href=1> one <b>two</b>\n<p>three</p></a> four") ==
        "a https://example.org/dir/1 [one two three]\n");
  CHECK(links("x<a href=1>one<a href=2>two") ==
        "a https://example.org/dir/1 [one]\na https://example.org/dir/2 [two]\n");
  CHECK(links("<a href=1><img alt=' logo &amp; ' ><img alt=other></a>") ==
        "a https://example.org/dir/1 [logo &]\n");
  CHECK(links("<a>none</a><a href=1></a>x") == "a https://example.org/dir/1\n");
  CHECK(read("<a href=1>" + std::string(300, 'x') + "</a>").links.at(0).text.size() == 200);
}

TEST_CASE("only the word nofollow in rel sets nofollow") {
  const auto page = read(
      "<a rel=' NoFollow\nnoopener ' href=1></a><a rel='ugc sponsored' href=2></a><a rel=nofollower href=3>");
  CHECK(page.links.at(0).rel == "nofollow noopener");
  CHECK(page.links.at(0).nofollow);
  CHECK_FALSE(page.links.at(1).nofollow);
  CHECK_FALSE(page.links.at(2).nofollow);
}

TEST_CASE("text is what readers see: blocks on lines, blanks folded, references decoded") {
  CHECK(text("<h1>A</h1><p>b <b>c</b>d<br>e&amp;f<p> g") == "A\nb cd\ne&f\ng");
  CHECK(text("<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3</table>") == "a\nb\n1 2\n3");
  CHECK(text("<div><div>a</div></div>\n\n<div>b</div>") == "a\nb");
  CHECK(text("<title>t</title><style>s</style><script>x</script><textarea>y</textarea><noframes>z</"
             "noframes>a") == "a");
  CHECK(text("a<template>b</template><noscript>c</noscript><svg><title>d</title><text>e</text><style>f</"
             "style></svg>g") == "aceg");
  CHECK(text("<!-- a -->b<xmp><i></xmp>") == "b\n<i>");
}

TEST_CASE("words are counted between blanks") {
  CHECK(read("<p>one two<p>three <b>fo</b>ur").word_count == 4);
  CHECK(read("<p> </p>").word_count == 0);
}

TEST_CASE("headings have level and text") {
  const auto page = read("<h1> A <i>b</i></h1>x<h2>C<h3>D<br>E</h2>y<h4></h4>");
  REQUIRE(page.headings.size() == 3);
  CHECK(page.headings[0].level == 1);
  CHECK(page.headings[0].text == "A b");
  CHECK(page.headings[1].text == "C");
  CHECK(page.headings[2].level == 3);
  CHECK(page.headings[2].text == "D E");
}

TEST_CASE("any bytes give a page") {
  CHECK(read("").text == "");
  CHECK(read("\xff\xfe<\x80 a=\xc3>").links.empty());
}
