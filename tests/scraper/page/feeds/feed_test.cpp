#include "scraper/page/feeds/feed.hpp"

#include <chrono>

#include <doctest/doctest.h>

using namespace trawl;

using page::FeedKind;

namespace {

page::Feed parsed(std::string_view text) {
  return page::parse_feed(text, *fetch::Url::parse("http://e.org/feed.xml"), "");
}

}  // namespace

TEST_CASE("an RSS feed is read without its image and other vocabularies") {
  const auto feed = parsed(
      "<rss version=2.0 xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><image><title>no</title></image>"
      "<title>News</title><link>/</link><item><title>One</title><dc:title>no</dc:title><link>/1</link>"
      "<guid isPermaLink='false'>id1</guid><pubDate>Thu, 01 Jan 2004 19:48:21 "
      "EST</pubDate><dc:creator>Ann</dc:creator>"
      "<enclosure url='/1.mp3' type='audio/mpeg' length='5'/><category "
      "domain='d'>c</category></item></channel></rss>");
  CHECK(feed.kind == FeedKind::rss);
  CHECK(feed.version == "2.0");
  CHECK(feed.title == "News");
  CHECK(feed.link == "http://e.org/");
  REQUIRE(feed.entries.size() == 1);
  const auto& entry = feed.entries[0];
  CHECK(entry.title == "One");
  CHECK(entry.link == "http://e.org/1");
  CHECK(entry.id == "id1");
  CHECK(entry.published == "2004-01-02T00:48:21Z");
  CHECK(entry.author == "Ann");
  CHECK(entry.enclosures.at(0).href == "http://e.org/1.mp3");
  CHECK(entry.categories.at(0).term == "c");
  CHECK(entry.categories.at(0).scheme == "d");
}

TEST_CASE("elements of unknown vocabularies are ignored, whatever their names") {
  const auto feed = parsed(
      "<r:rss xmlns:r='http://e.org/of-its-own' xmlns:x='http://e.org/other' "
      "xmlns:i='HTTP://WWW.ITUNES.COM/d'>"
      "<r:channel><r:item><r:title>One</r:title><x:title>no</x:title><x:link>http://no/</x:link>"
      "<x:description>no</x:description><i:author>Ann</i:author><title>One</title></r:item></r:channel></"
      "r:rss>");
  const auto& entry = feed.entries.at(0);
  CHECK(entry.title == "One");
  CHECK(entry.link == "");
  CHECK(entry.summary == "");
  CHECK(entry.author == "Ann");
}

TEST_CASE("an Atom feed is read, with its bases, people and kinds of text") {
  const auto feed = parsed(
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://b.org/x/'><title>T</title><link rel='self' "
      "href='s'/>"
      "<link href='.'/><entry xml:base='y/'><title type='html'>A &amp;lt;b&amp;gt;</title><link href='1'/>"
      "<author><name>Ann</name><email>a@b.org</email></author><source><title>no</title></source>"
      "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><a "
      "href='z'>z</a></div></content></entry></feed>");
  CHECK(feed.kind == FeedKind::atom);
  CHECK(feed.link == "http://b.org/x/");
  CHECK(feed.links.size() == 2);
  const auto& entry = feed.entries.at(0);
  CHECK(entry.title == "A &lt;b&gt;");
  CHECK(entry.link == "http://b.org/x/y/1");
  CHECK(entry.author == "Ann");
  CHECK(entry.content.at(0).value == "<a href=\"http://b.org/x/y/z\">z</a>");
}

TEST_CASE("a feed with unclosed tags and bare ampersands is read to its end") {
  const auto feed = parsed(
      "<rss><channel><item><title>Q&A</title><description><p>one<br>two</description></item>"
      "<item><title>Two</channel>");
  REQUIRE(feed.entries.size() == 2);
  CHECK(feed.entries[0].title == "Q&A");
  CHECK(feed.entries[0].summary == "<p>one<br />two</p>");
  CHECK(feed.entries[1].title == "Two");
}

TEST_CASE("what a server printed before the XML does not hide a feed") {
  const std::string feed = "<rss version='2.0'><channel><title>\xE9</title></channel></rss>";
  for (const std::string before :
       {"\n\uFEFF", "Warning: x in y on line 3\n", "<br />\n<b>Notice</b>: x in <b>y</b><br />\n",
        "<div>x</div>", "<html><body>x"}) {
    CAPTURE(before);
    CHECK(parsed(before + "<?xml version='1.0' encoding='ISO-8859-1'?>" + feed).title == "\u00E9");
  }
  for (const std::string before :
       {"<br><b>Notice</b>: x<br>", "<p>x", "<script>a</script>", "<div class='x'><img>x</div>",
        "<!doctype html><html><head><meta name=a></head><body><li>x</body></html>"}) {
    CAPTURE(before);
    CHECK(parsed(before + feed).kind == FeedKind::rss);
  }
}

TEST_CASE("a feed in another encoding than it says is read in its own") {
  const auto title = [](const std::string& prologue, const std::string& text, std::string_view type) {
    const auto bytes = prologue + "<rss><channel><title>" + text + "</title></channel></rss>";
    return page::parse_feed(bytes, *fetch::Url::parse("http://e.org/"), type).title;
  };
  const std::string utf8 = "<?xml version='1.0' encoding='UTF-8'?>", header = "text/xml; charset=UTF-8";
  CHECK(title(utf8, "\xC9t\xE9 \x80", "") == "\u00C9t\u00E9 \u20AC");
  CHECK(title("", "\xC9t\xE9", header) == "\u00C9t\u00E9");
  CHECK(title("\uFEFF", "\xC9t\xE9", "") == "\u00C9t\u00E9");
  CHECK(title(utf8, "\u00C9t\u00E9 \xE9", "") == "\u00C9t\u00E9 \uFFFD");
  CHECK(title(utf8, "\u00C9t\u00E9", "text/xml; charset=ISO-8859-1") == "\u00C9t\u00E9");
  CHECK(title("<?xml version='1.0' encoding='US-ASCII'?>", "\u00C9t\u00E9", "") == "\u00C9t\u00E9");
  CHECK(title("<?xml version='1.0' encoding='ISO-8859-1'?>", "\xC9t\xE9", "") == "\u00C9t\u00E9");
  CHECK(title(utf8, "\u0416", "text/xml; charset=koi8-r") == "\u0416");
  CHECK(title("", "\u0416", "text/xml; charset=koi8-r") != "\u0416");
}

TEST_CASE("an entry is a feed of its own") {
  const auto feed = parsed(
      "<entry xmlns='http://www.w3.org/2005/Atom'><title>One</title><link href='/1'/><id>i</id>"
      "<updated>2024-07-04T00:00:00Z</updated></entry>");
  CHECK(feed.kind == FeedKind::atom);
  REQUIRE(feed.entries.size() == 1);
  CHECK(feed.entries[0].title == "One");
  CHECK(feed.entries[0].link == "http://e.org/1");
  CHECK(feed.entries[0].updated == "2024-07-04T00:00:00Z");
  CHECK(parsed("<entry xmlns='http://e.org/dictionary'><title>One</title></entry>").kind == FeedKind::none);
}

TEST_CASE("RSS 1.1 is read, whose items stand in a list") {
  const auto feed = parsed(
      "<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
      "rdf:about='http://e.org/feed'><title>News</title><link>http://e.org/</link><description>d</"
      "description>"
      "<items rdf:parseType='Collection'><item "
      "rdf:about='http://e.org/1'><title>One</title><link>http://e.org/1</link></item>"
      "<item><title>Two</title><link>/2</link></item></items><image><title>no</title></image></Channel>");
  CHECK(feed.kind == FeedKind::rss);
  CHECK(feed.version == "1.1");
  CHECK(feed.title == "News");
  CHECK(feed.link == "http://e.org/");
  REQUIRE(feed.entries.size() == 2);
  CHECK(feed.entries[0].id == "http://e.org/1");
  CHECK(feed.entries[1].link == "http://e.org/2");
}

TEST_CASE("an unknown namespace of a channel or an item is that of its parts too") {
  const auto feed = parsed(
      "<rss><channel xmlns='http://e.org/odd'><title>News</title><item "
      "xmlns='http://e.org/odder'><title>One</title>"
      "<x:title xmlns:x='http://e.org/x'>no</x:title></item><link>/</link></channel></rss>");
  CHECK(feed.title == "News");
  CHECK(feed.link == "http://e.org/");
  CHECK(feed.entries.at(0).title == "One");
}

TEST_CASE("a guid is no link where it says so in any spelling") {
  for (const auto* said : {"false", "False", " FALSE ", "no", "0"}) {
    CAPTURE(said);
    CHECK(
        parsed(std::string("<rss><item><guid isPermaLink='") + said + "'>http://e.org/1</guid></item></rss>")
            .entries.at(0)
            .link == "");
  }
  CHECK(parsed("<rss><item><guid isPermaLink='True'>http://e.org/1</guid></item></rss>").entries.at(0).link ==
        "http://e.org/1");
}

TEST_CASE("a link, an id or a date that lacks an entity is dropped, a text is not") {
  const auto feed = parsed(
      "<!DOCTYPE rss [<!ENTITY x "
      "'y'>]><rss><item><title>a&x;b</title><link>http://e.org/&x;</link><guid>g&x;</guid>"
      "<pubDate>2024&x;-01-01</pubDate><author>Ann</author></item></rss>");
  const auto& entry = feed.entries.at(0);
  CHECK(entry.title == "ab");
  CHECK(entry.link == "");
  CHECK(entry.id == "");
  CHECK(entry.published == "");
  CHECK(entry.author == "Ann");
}

TEST_CASE("a date that is not understood stays as it came") {
  for (const auto* date : {"2024\u5E747\u67084\u65E5", "mar, 18 ott 2022 13:28:06 +0200", "2024-W27"}) {
    CAPTURE(date);
    CHECK(parsed(std::string("<rss><item><pubDate>") + date + "</pubDate></item></rss>")
              .entries.at(0)
              .published == date);
  }
}

TEST_CASE("other documents have the kind none") {
  CHECK(parsed("<svg><metadata><rdf:RDF><item><title>no</title></item></rdf:RDF></metadata></svg>").kind ==
        FeedKind::none);
  CHECK(parsed("<response><channel><item/></channel></response>").kind == FeedKind::none);
  CHECK(parsed("<html><body><rss><item/></rss></body></html>").kind == FeedKind::none);
  CHECK(parsed("<html><title>x</title></html>").kind == FeedKind::none);
  CHECK(parsed("").kind == FeedKind::none);
  CHECK(parsed("<urlset/>").entries.empty());
}
