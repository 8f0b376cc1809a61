#include "scraper/page/feeds/mislabelled.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

using page::mislabelled_type;

namespace {

constexpr std::string_view kRss = "application/rss+xml", kAtom = "application/atom+xml",
                           kXml = "application/xml";

}  // namespace

TEST_CASE("a feed or a sitemap has its own type under a general one") {
  for (const auto* type : {"text/html", "text/plain", "application/octet-stream", "binary/octet-stream",
                           "application/json", "application/rss", "", "text/rss"}) {
    CAPTURE(type);
    CHECK(mislabelled_type(type, "<?xml version='1.0'?>\n<rss version='2.0'>") == kRss);
    CHECK(mislabelled_type(type, "\n\uFEFF<!-- x --><feed xmlns='http://www.w3.org/2005/Atom'>") == kAtom);
    CHECK(mislabelled_type(type, "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>") == kRss);
    CHECK(mislabelled_type(type, "<Channel xmlns='http://purl.org/net/rss1.1#'>") == kRss);
    CHECK(mislabelled_type(type, "<entry xmlns='http://www.w3.org/2005/Atom'>") == kAtom);
    CHECK(mislabelled_type(type, "<sm:urlset>") == kXml);
    CHECK(mislabelled_type(type, "<sitemapindex>") == kXml);
  }
}

TEST_CASE("notices of PHP turn the type into text/html") {
  constexpr std::string_view kNotice =
      "<br />\n<b>Notice</b>:  Undefined index in <b>/x.php</b> on line <b>3</b><br />\n";
  const std::string feed = std::string(kNotice) + "<?xml version='1.0'?><rss version='2.0'>";
  CHECK(mislabelled_type("text/html", feed) == kRss);
  CHECK(mislabelled_type("text/html", std::string(kNotice) + "<urlset>") == kXml);
  CHECK(mislabelled_type("text/html", "Warning: x\n<?xml version='1.0'?><feed>") == kAtom);
  CHECK(mislabelled_type("text/html", "<div>x</div><?xml version='1.0'?><feed>") == kAtom);
  CHECK(mislabelled_type("text/plain", feed) == "");
}

TEST_CASE("other documents keep their type") {
  CHECK(mislabelled_type("text/html", "<!doctype html><rss>") == "");
  CHECK(mislabelled_type("text/html", "<!-- x --><!doctype html><body><rss>") == "");
  CHECK(mislabelled_type("text/html", "<p>x</p><div><feed></feed></div>") == "");
  CHECK(mislabelled_type("text/html", "<a href=/x>x</a>") == "");
  CHECK(mislabelled_type("text/plain", "a text about <rss>") == "");
  CHECK(mislabelled_type("text/plain", "<?xml version='1.0'?><entry xmlns='http://e.org/dictionary'>") == "");
  CHECK(mislabelled_type("application/octet-stream", "<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>") ==
        "");
  CHECK(mislabelled_type("image/png", "<rss>") == "");
  CHECK(mislabelled_type("text/xml", "<rss>") == "");
  CHECK(mislabelled_type("text/plain", "") == "");
}
