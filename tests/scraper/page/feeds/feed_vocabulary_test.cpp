#include "scraper/page/feeds/feed_vocabulary.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using page::is_feed_namespace;
using page::repeats_feed;

TEST_CASE("only the vocabularies of feeds are known, in any case and version") {
  for (const auto* space :
       {"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/", "http://backend.userland.com/rss2",
        "http://purl.org/rss/1.0/modules/content/", "HTTP://WWW.ITUNES.COM/DTDS/PODCAST-1.0.DTD",
        "http://search.yahoo.com/mrss", "http://rssnamespace.org/feedburner/ext/1.0"}) {
    CAPTURE(space);
    CHECK(is_feed_namespace(space));
  }
  for (const auto* space : {"", "http://www.w3.org/2000/svg", "http://example.org/rss/extension/"})
    CHECK_FALSE(is_feed_namespace(space));
}

TEST_CASE("Dublin Core, Media RSS and iTunes repeat the feed's own elements") {
  CHECK(repeats_feed("http://purl.org/dc/terms/"));
  CHECK(repeats_feed("http://www.iTunes.com/dtds/podcast-1.0.dtd"));
  CHECK_FALSE(repeats_feed("http://purl.org/rss/1.0/"));
  CHECK_FALSE(repeats_feed("http://www.w3.org/2005/Atom"));
}

TEST_CASE("a guid is a URL unless it says otherwise") {
  page::XmlTag guid{"guid", "", "", {}};
  CHECK(page::is_permalink(guid));
  guid.attributes = {{"ispermalink", "", "true"}};
  CHECK(page::is_permalink(guid));
  guid.attributes = {{"ispermalink", "", "false"}};
  CHECK_FALSE(page::is_permalink(guid));
}
