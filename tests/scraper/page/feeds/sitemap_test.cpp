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

TEST_CASE("a second loc in one url begins a new entry") {
  const auto sitemap = parsed(
      "<urlset><url><loc>/1</loc><lastmod>2024</lastmod><link rel='alternate' href='/a'/><loc>/2</loc>"
      "<lastmod>2025</lastmod></url><url><loc/><loc>/3</loc><loc>/3</loc></url></urlset>");
  CHECK(locs(sitemap.urls) == "http://e.org/1 http://e.org/2 http://e.org/3");
  CHECK(sitemap.urls[0].lastmod == "2024");
  CHECK(sitemap.urls[0].alternates.size() == 1);
  CHECK(sitemap.urls[1].lastmod == "2025");
  CHECK(sitemap.urls[1].alternates.empty());
  const auto index =
      parsed("<sitemapindex><sitemap><loc>/1.xml</loc><loc>/2.xml</loc></sitemap></sitemapindex>");
  CHECK(locs(index.sitemaps) == "http://e.org/1.xml http://e.org/2.xml");
}

TEST_CASE("the locs of images, videos and news are no pages, wherever they stand") {
  for (const auto* foreign :
       {"<image:image><image:loc>/i.png</image:loc></image:image>", "<image:loc>/i.png</image:loc>",
        "<video:loc>/i.png</video:loc>", "<news:loc>/i.png</news:loc><news:lastmod>1999</news:lastmod>",
        "<img:loc>/i.png</img:loc>",
        "<i:loc xmlns:i='http://www.google.com/schemas/sitemap-image/1.1'>/i.png</i:loc>",
        "<loc xmlns='http://www.google.com/schemas/sitemap-image/1.1'>/i.png</loc>",
        "<image:url>/i.png</image:url>", "<image:image>http://e.org/i.png</image:image>"}) {
    CAPTURE(foreign);
    const std::string before =
        std::string("<urlset><url>") + foreign + "<loc>/1</loc></url><url><loc>/2</loc>";
    const auto sitemap = parsed(before + foreign + "</url>" + foreign + "</urlset>");
    CHECK(locs(sitemap.urls) == "http://e.org/1 http://e.org/2");
    CHECK(sitemap.urls.at(0).lastmod == "");
  }
}

TEST_CASE("a prefix of the sitemap's own does not hide its entries") {
  CHECK(locs(parsed("<sm:urlset xmlns:sm='s'><sm:url><sm:loc>/1</sm:loc></sm:url></sm:urlset>").urls) ==
        "http://e.org/1");
  CHECK(locs(parsed("<sm:urlset><sm:url><sm:loc>/1</sm:loc></sm:url></sm:urlset>").urls) == "http://e.org/1");
  CHECK(locs(parsed("<urlset xmlns='s' xmlns:sm='s'><url><sm:loc>/1</sm:loc></url></urlset>").urls) ==
        "http://e.org/1");
}

TEST_CASE("a sitemap is found in another element, and behind another sitemap") {
  for (const auto* text :
       {"<urlset><urlset><url><loc>/1</loc></url><url><loc>/2</loc></url></urlset></urlset>",
        "<root><urlset><url><loc>/1</loc></url><url><loc>/2</loc></url></urlset></root>",
        "<root><urlset><url><loc>/1</loc></url></urlset><urlset><url><loc>/2</loc></url></urlset></root>",
        "<urlset><url><loc>/1</loc></url></urlset><?xml "
        "version='1.0'?><urlset><url><loc>/2</loc></url></urlset>",
        "<urlset><urls><url><loc>/1</loc></url></urls><url><loc>/2</loc></url></urlset>",
        "<urlset><url><loc>/1</loc><urlset><url><loc>/2</loc></url></urlset></urlset>",
        "<urlset><loc>/1</loc><loc>/2</loc></urlset>",
        "<urlset><url>http://e.org/1</url><url> http://e.org/2 </url></urlset>"}) {
    CAPTURE(text);
    const auto sitemap = parsed(text);
    CHECK(sitemap.kind == SitemapKind::urlset);
    CHECK(locs(sitemap.urls) == "http://e.org/1 http://e.org/2");
  }
  for (const auto* text :
       {"<sitemapindex><sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex></sitemapindex>",
        "<root><sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex></root>",
        "<sitemapindex><sitemap>http://e.org/1.xml</sitemap></sitemapindex>",
        "<sitemapindex><loc>/1.xml</loc></sitemapindex>"}) {
    CAPTURE(text);
    const auto sitemap = parsed(text);
    CHECK(sitemap.kind == SitemapKind::index);
    CHECK(locs(sitemap.sitemaps) == "http://e.org/1.xml");
    CHECK(sitemap.urls.empty());
  }
}

TEST_CASE("what a server printed before the XML does not hide a sitemap") {
  const std::string sitemap = "<urlset><url><loc>/1</loc></url></urlset>";
  for (const std::string before :
       {"\uFEFF\uFEFF", " \n\uFEFF", "\uFEFF\n \uFEFF<?xml version='1.0'?>",
        "Warning: x in y on line 3\n<?xml version='1.0'?>",
        "<br />\n<b>Notice</b>: x in <b>y</b><br />\n<?xml version='1.0'?>", "<br><b>Notice</b>: x<br>",
        "<html><body>x</body></html><?xml version='1.0'?>", "<!-- a <b> --><!DOCTYPE urlset>"}) {
    CAPTURE(before);
    CHECK(locs(parsed(before + sitemap).urls) == "http://e.org/1");
  }
  CHECK(parsed("<html><body>" + sitemap + "</body></html>").kind == SitemapKind::none);
  CHECK(parsed(std::string(70'000, 'x') + sitemap).kind == SitemapKind::none);
}

TEST_CASE("blanks of Unicode around a loc are cut off") {
  for (const std::string blank : {"\u00A0", "&nbsp;", "\u200B", "\u3000", "\uFEFF", "&#xA0;\n", "\u202A"}) {
    CAPTURE(blank);
    const auto sitemap = parsed("<urlset><url><loc>" + blank + "http://e.org/1" + blank + "</loc><lastmod>" +
                                blank + "2024" + blank + "</lastmod></url></urlset>");
    CHECK(locs(sitemap.urls) == "http://e.org/1");
    CHECK(sitemap.urls.at(0).lastmod == "2024");
    CHECK(locs(parsed(blank[0] == '&' ? "http://e.org/1" : blank + "http://e.org/1" + blank).urls) ==
          "http://e.org/1");
  }
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

TEST_CASE("no entity is expanded, and a loc that lacks one is dropped rather than made up") {
  const auto sitemap = parsed(
      "<!DOCTYPE u [<!ENTITY xxe SYSTEM 'file:///etc/passwd'><!ENTITY amp '&#38;#38;'>]>"
      "<urlset><url><loc>http://e.org/&xxe;</loc></url><url>http://e.org/&xxe;</url><url><loc>/"
      "?a=1&amp;b=2&c;</loc>"
      "<lastmod>2024-&xxe;01</lastmod><link rel='alternate' href='/&xxe;'/><link rel='alternate' "
      "href='/b'/></url></urlset>");
  CHECK(locs(sitemap.urls) == "http://e.org/?a=1&b=2&c;");
  CHECK(sitemap.urls.at(0).lastmod == "");
  CHECK(sitemap.urls.at(0).alternates == std::vector<std::string>{"/b"});
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
  CHECK(page::begins_like_sitemap("\n\uFEFF<br>Notice<root><urlset>"));
}
