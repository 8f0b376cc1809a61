#include "scraper/crawl/rules/sitemap_lines.hpp"

#include <doctest/doctest.h>

#include "scraper/crawl/rules/robots.hpp"

using namespace trawl;

namespace {

using Values = std::vector<std::string>;

/// The URL that a value means, with "?" behind one that is a guess; "none" for what is no URL.
std::string meant(std::string_view named) {
  const auto sitemap = crawl::named_sitemap(named, *fetch::Url::parse("https://shop.example/"));
  return sitemap ? sitemap->url.href() + (sitemap->is_certain ? "" : "?") : "none";
}

}  // namespace

TEST_CASE("one line may name several sitemaps") {
  for (const auto* line :
       {"https://e.org/a.xml, https://e.org/b.xml", "https://e.org/a.xml,https://e.org/b.xml",
        "https://e.org/a.xml HTTPS://e.org/b.xml", "https://e.org/a.xml;https://e.org/b.xml;",
        "\"https://e.org/a.xml\" \"https://e.org/b.xml\"", "<https://e.org/a.xml>, <https://e.org/b.xml>",
        "https://e.org/a.xmlhttps://e.org/b.xml", "https://e.org/a.xml Sitemap: https://e.org/b.xml",
        "https://e.org/a.xml | https://e.org/b.xml (news)"}) {
    CAPTURE(line);
    Values found = crawl::sitemaps_of_line(line);
    REQUIRE(found.size() == 2);
    CHECK(found[0] == "https://e.org/a.xml");
    CHECK(found[1].substr(5) == "://e.org/b.xml");
  }
  CHECK(crawl::sitemaps_of_line("/a.xml /b.xml.gz c.txt") == Values{"/a.xml", "/b.xml.gz", "c.txt"});
  CHECK(crawl::sitemaps_of_line("/maps /more") == Values{"/maps", "/more"});
  CHECK(crawl::sitemaps_of_line("shop.example/a.xml, shop.example/b.xml") ==
        Values{"shop.example/a.xml", "shop.example/b.xml"});
}

TEST_CASE("quotes, blanks and a repeated label around a URL do not belong to it") {
  for (const auto* line :
       {"\"https://e.org/a.xml\"", "'https://e.org/a.xml'", "<https://e.org/a.xml>", "[https://e.org/a.xml]",
        "\u201Chttps://e.org/a.xml\u201D", "\u00A0https://e.org/a.xml\u200B", "Sitemap: https://e.org/a.xml",
        "https://e.org/a.xml,", "(https://e.org/a.xml)", "https://e.org/a.xml\""}) {
    CAPTURE(line);
    CHECK(crawl::sitemaps_of_line(line) == Values{"https://e.org/a.xml"});
  }
}

TEST_CASE("what may stand inside a URL does not part it") {
  for (const auto* line :
       {"https://e.org/a,b.xml", "https://e.org/?a=1;b=2|c", "https://e.org/my map.xml", "https://e.org/x(1)",
        "https://web.e.org/https://e.org/a", "https://e.org/?u=http://e.org/a"}) {
    CAPTURE(line);
    CHECK(crawl::sitemaps_of_line(line) == Values{line});
  }
  CHECK(crawl::sitemaps_of_line("") == Values{});
  CHECK(crawl::sitemaps_of_line(" ,; ") == Values{});
}

TEST_CASE("a sitemap may be named without a scheme, or without a host") {
  CHECK(meant("https://cdn.example/a.xml") == "https://cdn.example/a.xml");
  CHECK(meant("//cdn.example/a.xml") == "https://cdn.example/a.xml");
  CHECK(meant("/maps/a.xml") == "https://shop.example/maps/a.xml");
  CHECK(meant("shop.example/a.xml") == "https://shop.example/a.xml");
  CHECK(meant("WWW.shop.example/a.xml") == "https://www.shop.example/a.xml");
  CHECK(meant("cdn.example.net/a.xml") == "https://cdn.example.net/a.xml");
  CHECK(meant("cdn.example.net:8443/a.xml") == "https://cdn.example.net:8443/a.xml");
  CHECK(meant("192.0.2.7/a.xml") == "https://192.0.2.7/a.xml");
  CHECK(meant("maps/a.xml") == "https://shop.example/maps/a.xml?");
  CHECK(meant("sitemap.xml") == "https://shop.example/sitemap.xml?");
  CHECK(meant("sitemap.xml/a") == "https://shop.example/sitemap.xml/a?");
  CHECK(meant("v1.0/a.xml") == "https://shop.example/v1.0/a.xml?");
  CHECK(meant("none") == "https://shop.example/none?");
  CHECK(meant("ftp://shop.example/a.xml") == "none");
  const auto local =
      crawl::named_sitemap("localhost:8080/a.xml", *fetch::Url::parse("http://localhost:8080/"));
  REQUIRE(local);
  CHECK(local->url.href() == "http://localhost:8080/a.xml");
}

TEST_CASE("lines of many parts take linear time") {
  std::string quotes(200'000, '"'), parts;
  for (int i = 0; i < 50'000; ++i) parts += "a.xmlhttp://,\"";
  CHECK(crawl::sitemaps_of_line(quotes + " " + quotes).empty());
  CHECK(crawl::sitemaps_of_line(parts + quotes).size() > 1);
}
