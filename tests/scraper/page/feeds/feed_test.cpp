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

TEST_CASE("other documents have the kind none") {
  CHECK(parsed("<html><title>x</title></html>").kind == FeedKind::none);
  CHECK(parsed("").kind == FeedKind::none);
  CHECK(parsed("<urlset/>").entries.empty());
}
