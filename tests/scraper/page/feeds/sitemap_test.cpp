#include "scraper/page/feeds/sitemap.hpp"

#include <doctest/doctest.h>

#include "tests/support/compression.hpp"

using namespace trawl;

using page::SitemapKind;

namespace {

page::Sitemap parsed(const std::string& bytes) {
  return page::parse_sitemap(bytes, *fetch::Url::parse("http://e.org/maps/sitemap.xml"), "");
}

std::string locs(const std::vector<page::SitemapEntry>& entries) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : " ") + entry.loc;
  return text;
}

}  // namespace

TEST_CASE("only a loc directly inside a url counts, and only http and https URLs are kept") {
  const auto sitemap = parsed(
      "<urlset><url><image:image><image:loc>http://e.org/i.png</image:loc></image:image>"
      "<loc>http://e.org/?a=1&b=2</loc><lastmod> 2026-01-02 </lastmod></url>"
      "<url><loc>ftp://e.org/</loc></url><url><loc/></url><url><loc>/rel</loc></url></urlset>");
  CHECK(sitemap.kind == SitemapKind::urlset);
  CHECK(locs(sitemap.urls) == "http://e.org/?a=1&b=2 http://e.org/rel");
  CHECK(sitemap.urls[0].lastmod == "2026-01-02");
}

TEST_CASE("of several locs in one url the first counts") {
  const auto sitemap =
      parsed("<urlset><url><loc>/1</loc><loc>/2</loc></url><url><loc/><loc>/3</loc></url></urlset>");
  CHECK(locs(sitemap.urls) == "http://e.org/1 http://e.org/3");
}

TEST_CASE("an entry has at most 500 alternates, each entry its own") {
  std::string text = "<urlset><url><loc>/1</loc>";
  for (int i = 0; i < 510; ++i)
    text += "<xhtml:link rel='alternate' hreflang='x' href='/a" + std::to_string(i) + "'/>";
  text +=
      "</url><url><loc>/2</loc><link rel='alternate' href='/b'/><link rel='next' href='/c'/>"
      "<link rel='alternate'/></url></urlset>";
  const auto sitemap = parsed(text);
  REQUIRE(sitemap.urls.size() == 2);
  REQUIRE(sitemap.urls[0].alternates.size() == 500);
  CHECK(sitemap.urls[0].alternates.back() == "/a499");
  CHECK(sitemap.urls[1].alternates == std::vector<std::string>{"/b"});
}

TEST_CASE("an entry without an end tag ends where the next begins") {
  const auto sitemap = parsed(
      "<urlset><url><loc>/1</loc><lastmod>2026</lastmod><url><loc>/2</loc><url><x><url><loc>/no</loc></url></"
      "x>"
      "<loc>/3</loc></url></url><url><loc>/4</loc></urlset>");
  CHECK(locs(sitemap.urls) == "http://e.org/1 http://e.org/2 http://e.org/3 http://e.org/4");
  CHECK(sitemap.urls[1].lastmod == "");
}

TEST_CASE("an index lists sitemaps") {
  const auto sitemap = parsed(
      "<sitemapindex><sitemap><loc>http://e.org/1.xml.gz</loc><lastmod>2026</lastmod></sitemap></"
      "sitemapindex>");
  CHECK(sitemap.kind == SitemapKind::index);
  CHECK(locs(sitemap.sitemaps) == "http://e.org/1.xml.gz");
  CHECK(sitemap.urls.empty());
}

TEST_CASE("a text has one URL a line") {
  CHECK(locs(parsed("\xEF\xBB\xBFhttp://e.org/1\r\n# no\n https://e.org/2 \n").urls) ==
        "http://e.org/1 https://e.org/2");
  CHECK(locs(parsed("HTTP://e.org/1\nHttps://e.org/2\nhttpx://e.org/").urls) ==
        "HTTP://e.org/1 Https://e.org/2");
  CHECK(parsed("nothing here").kind == SitemapKind::none);
  CHECK(parsed("<html><a href=x></a></html>").kind == SitemapKind::none);
}

TEST_CASE("a feed serves as a sitemap of its entries") {
  const auto sitemap = parsed(
      "<rdf:RDF xmlns:rdf='r'><channel><link>http://e.org/</link></channel>"
      "<item><link>http://e.org/1</link><dc:date>2026-01-01</dc:date></item></rdf:RDF>");
  CHECK(sitemap.kind == SitemapKind::rss);
  CHECK(locs(sitemap.urls) == "http://e.org/ http://e.org/1");
  CHECK(sitemap.urls[1].lastmod == "2026-01-01");
}

TEST_CASE("no entity is expanded, neither an external nor an internal one") {
  CHECK(locs(parsed("<!DOCTYPE u [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]>"
                    "<urlset><url><loc>http://e.org/&xxe;</loc></url></urlset>")
                 .urls) == "http://e.org/");
}

TEST_CASE(
    "a file that unpacks to more than 50 MiB is ignored, one that is cut off is read as far as it goes") {
  const std::string text = "<urlset><url><loc>http://e.org/1</loc></url>";
  const auto bomb = parsed(support::gzip(text + std::string(51 << 20, ' ')));
  CHECK(bomb.urls.empty());
  CHECK(bomb.problem == "it unpacks to more than 50 MiB");
  const std::string packed = support::gzip(text);
  const auto cut = parsed(packed.substr(0, packed.size() - 9));
  CHECK(locs(cut.urls) == "http://e.org/1");
  CHECK(cut.problem == "it is no whole gzip file");
  const auto without_check_bytes = parsed(packed.substr(0, packed.size() - 8));
  CHECK(locs(without_check_bytes.urls) == "http://e.org/1");
  CHECK(without_check_bytes.problem == "");
}

TEST_CASE("reading stops after 50,000 entries") {
  std::string text = "<urlset>";
  for (int i = 0; i < 50'010; ++i) text += "<url><loc>http://e.org/" + std::to_string(i) + "</loc></url>";
  const auto sitemap = parsed(text);
  CHECK(sitemap.urls.size() == page::kSitemapUrls);
  CHECK_FALSE(sitemap.problem.empty());
}

TEST_CASE("a sitemap is recognised by its root element, whatever its media type") {
  CHECK(page::begins_like_sitemap("\n<?xml version='1.0'?><!-- <html> --><sm:urlset>"));
  CHECK(page::begins_like_sitemap("<sitemapindex xmlns='x'>"));
  CHECK(page::begins_like_sitemap("\x1f\x8b\x08"));
  CHECK_FALSE(page::begins_like_sitemap("<!doctype html><html><urlset>"));
  CHECK_FALSE(page::begins_like_sitemap("urlset"));
}
