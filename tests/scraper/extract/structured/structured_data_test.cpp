#include "scraper/extract/structured/structured_data.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/extract/structured/structured_items.hpp"

using namespace trawl;
using support::lines_of;
using support::structured_lines;
using support::structured_of;

TEST_CASE("a page says things of itself in many ways, one item each") {
  CHECK(structured_lines(
            "<meta property=og:type content=article><meta name=twitter:card content=summary>"
            "<script type=application/ld+json>[{\"@type\":\"A\"},{\"@type\":\"B\"}]</script>"
            "<p itemscope itemtype=http://schema.org/C><b itemprop=n>1</b></p><table><td>x</table>") ==
        "opengraph article {\"og:type\":\"article\"}\n"
        "twitter summary {\"twitter:card\":\"summary\"}\n"
        "json-ld A {\"@type\":\"A\"}\n"
        "json-ld B {\"@type\":\"B\"}\n"
        "microdata C {\"type\":\"http://schema.org/C\",\"properties\":{\"n\":\"1\"}}\n"
        "table  {\"caption\":\"\",\"header\":[],\"rows\":[[\"x\"]]}\n");
  CHECK(structured_lines("<p>nothing") == "");
  CHECK(structured_lines("") == "");
}

TEST_CASE("what is ill-formed in a page is well-formed in its items") {
  CHECK(structured_lines("<p itemscope><b itemprop='n\xFF'>\xFF</b></p>") ==
        "microdata  {\"properties\":{\"n\uFFFD\":\"\uFFFD\"}}\n");
  CHECK(lines_of(structured_of("<meta property=og:title content='\xE4'>", "text/html; charset=latin1")) ==
        "opengraph  {\"og:title\":\"ä\"}\n");
}

TEST_CASE("an entry of a feed is an item, without what it does not say") {
  const auto url = *fetch::Url::parse("https://example.org/feed");
  const auto feed = page::parse_feed(
      "<rss version='2.0'><channel><item><title>A &amp; B</title><link>/1</link><guid>g</guid>"
      "<pubDate>Mon, 06 Sep 2021 00:01:00 GMT</pubDate><category>c</category>"
      "<enclosure url='/1.mp3' type='audio/mpeg' "
      "length='9'/></item><item><title>Two</title></item></channel></rss>",
      url, "application/rss+xml");
  extract::StructuredData found;
  extract::add_feed(feed, found);
  CHECK(
      lines_of(found) ==
      R"(feed rss {"title":"A & B","link":"https://example.org/1","id":"g","published":"2021-09-06T00:01:00Z",)"
      R"("enclosures":[{"href":"https://example.org/1.mp3","type":"audio/mpeg","length":"9"}],"categories":[{"term":"c"}]})"
      "\nfeed rss {\"title\":\"Two\"}\n");
}

TEST_CASE("the data of a page has at most 8 MiB, and notes are few") {
  extract::StructuredData found;
  CHECK(found.add("a", "", std::string(5 << 20, 'x')));
  CHECK(found.room() == 3 << 20);
  CHECK_FALSE(found.add("a", "", std::string(4 << 20, 'x')));
  CHECK_FALSE(found.add("a", "", "y"));
  CHECK(found.room() == 0);
  CHECK(found.items().size() == 1);
  for (int i = 0; i < 100; ++i) found.note("n");
  CHECK(found.notes().size() == 20);
  CHECK(found.notes()[0].kind == "extract limit");
}

TEST_CASE("what a page has too much of is said") {
  std::string html;
  for (int i = 0; i < 102; ++i)
    html += "<meta property=og:image content=x><script type=application/ld+json>5</script>";
  const std::string lines = structured_lines(html);
  CHECK(lines.find("note: OpenGraph: 2 properties were left out, as they are too many\n") != lines.npos);
  CHECK(lines.find("note: JSON-LD: 2 scripts were left out, as they are too many or too long\n") !=
        lines.npos);
}

TEST_CASE("the short name of a type is its last word") {
  CHECK(extract::short_type(" https://schema.org/Product ") == "Product");
  CHECK(extract::short_type("http://example.org/ns#") == "ns");
  CHECK(extract::short_type("schema:Car") == "Car");
  CHECK(extract::short_type("Car") == "Car");
  CHECK(extract::short_type("//") == "");
  CHECK(extract::short_type("") == "");
}

TEST_CASE("what a page says of itself is read from the tree that its rules see") {
  const auto url = *fetch::Url::parse("https://example.org/");
  const std::string html = "<p>1<p>2<p>3<table><td>x</table>";
  extract::PageInput input(url, html, "text/html");
  extract::TreeLimits few;
  few.nodes = 4;
  extract::PageSources sources(input, few);
  const std::string cut = sources.tree()->cut();
  REQUIRE_FALSE(cut.empty());
  extract::StructuredData found;
  extract::add_page(page::parse_html(html, url, "text/html"), sources, found);
  REQUIRE(found.notes().size() == 1);
  CHECK(found.notes()[0].text == "the page is read in part: " + cut);
}
