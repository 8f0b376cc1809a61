#include "storage/export/sitemap.hpp"

#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "storage/export/xml_text.hpp"
#include "storage/file/error.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using storage::ListedPage;
using storage::NotListed;
using storage::Sitemap;

namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string xml(std::string_view text) {
  std::string out;
  storage::append_xml(out, text);
  return out;
}

ListedPage page(std::string_view url = "https://a.example/x") {
  ListedPage one;
  one.url = url;
  one.kind = "page";
  one.status = 200;
  return one;
}

NotListed verdict(const ListedPage& one) {
  return not_listed(one, "https://a.example");
}

constexpr const char* kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
    "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";

}  // namespace

TEST_CASE("a sitemap of few pages is one file") {
  storage::testing::TemporaryFolder folder;
  Sitemap sitemap(folder / "sitemap.xml", "https://a.example/");
  sitemap.add("https://a.example/?a=1&b='2'", "2026-01-31T00:00:00Z");
  sitemap.add("https://a.example/b", "");
  CHECK(sitemap.finish() == 1);
  CHECK(content_of(folder / "sitemap.xml") ==
        kHead + std::string("<url><loc>https://a.example/?a=1&#38;b=&#39;2&#39;</loc>"
                            "<lastmod>2026-01-31T00:00:00Z</lastmod></url>\n"
                            "<url><loc>https://a.example/b</loc></url>\n</urlset>\n"));
}

TEST_CASE("what is too much for one file goes to several with an index, by number and by size") {
  storage::testing::TemporaryFolder folder;
  Sitemap::Limits limits;
  limits.urls = 2;
  Sitemap sitemap(folder / "my map.xml", "https://a.example/maps/", limits);
  for (const char* const url : {"https://a.example/1", "https://a.example/2", "https://a.example/3"})
    sitemap.add(url, "");
  CHECK(sitemap.finish() == 2);
  const std::string index = content_of(folder / "my map.xml");
  CHECK(index.find("<sitemapindex xmlns") != std::string::npos);
  CHECK(index.find("<loc>https://a.example/maps/my%20map-1.xml</loc>") != std::string::npos);
  CHECK(index.find("my%20map-2.xml") != std::string::npos);
  CHECK(content_of(folder / "my map-2.xml") ==
        kHead + std::string("<url><loc>https://a.example/3</loc></url>\n</urlset>\n"));

  limits.urls = 50;
  limits.bytes = 250;
  Sitemap small(folder / "small.xml", "https://a.example/", limits);
  for (int i = 0; i < 9; ++i) small.add("https://a.example/a/long/name", "");
  CHECK(small.finish() == 5);
  for (const char* const name : {"small-1.xml", "small-5.xml"})
    CHECK(std::filesystem::file_size(folder / name) <= 250);
}

TEST_CASE("a sitemap without pages is no file, and stdout gets no second one") {
  storage::testing::TemporaryFolder folder;
  Sitemap none(folder / "none.xml", "https://a.example/");
  CHECK(none.finish() == 0);
  CHECK_FALSE(std::filesystem::exists(folder / "none.xml"));
  Sitemap::Limits limits;
  limits.urls = 1;
  Sitemap out("", "https://a.example/", limits);
  out.add("https://a.example/1", "");
  CHECK_THROWS_WITH_AS(out.add("https://a.example/2", ""), doctest::Contains("name a file with -o"),
                       storage::Error);
}

TEST_CASE("a sitemap has pages that answered, may be indexed and are their own canonical URL") {
  CHECK(verdict(page()) == NotListed::none);
  CHECK(verdict(page("https://a.example/")) == NotListed::none);
  ListedPage other = page();
  other.status = 304;
  other.canonical = other.url;
  other.robots = "nofollow, max-snippet:3";
  CHECK(verdict(other) == NotListed::none);
  for (const int status : {0, 201, 301, 404, 500}) {
    other.status = status;
    CHECK(verdict(other) == NotListed::status);
  }
  other = page();
  other.has_error = true;
  CHECK(verdict(other) == NotListed::status);
  for (const char* const robots : {"noindex", "follow, noindex", "none", "nofollow,none"}) {
    other = page();
    other.robots = robots;
    CHECK(verdict(other) == NotListed::noindex);
  }
  other = page();
  other.canonical = "https://a.example/y";
  CHECK(verdict(other) == NotListed::canonical);
  other = page();
  other.kind = "sitemap";
  CHECK(verdict(other) == NotListed::kind);
  for (const char* const url : {"http://a.example/x", "https://a.example.org/x", "https://a.example:8443/x"})
    CHECK(verdict(page(url)) == NotListed::host);
  CHECK(verdict(page("https://a.example/" + std::string(2'030, 'x'))) == NotListed::too_long);
}

TEST_CASE("lastmod is what Last-Modified says, unless that cannot be") {
  const auto lastmod = [](const char* header) {
    return storage::lastmod_of(header, "2026-02-01T00:00:00.000Z");
  };
  CHECK(lastmod("Sat, 31 Jan 2026 12:00:00 GMT") == "2026-01-31T12:00:00Z");
  CHECK(lastmod("Sun, 01 Feb 2026 00:00:00 GMT") == "2026-02-01T00:00:00Z");
  CHECK(lastmod("Mon, 02 Feb 2026 00:00:00 GMT") == "");
  CHECK(lastmod("yesterday") == "");
  CHECK(lastmod("") == "");
}

TEST_CASE("text in XML is what XML 1.0 can hold, and commands no terminal") {
  CHECK(xml("<a href=\"x\">&'") == "&#60;a href=&#34;x&#34;&#62;&#38;&#39;");
  CHECK(xml("é日本") == "é日本");
  CHECK(xml(std::string("\0\x01\x1b[31m", 7)) == "\uFFFD\uFFFD\uFFFD[31m");
  CHECK(xml("a\tb\nc\r") == "a&#9;b&#10;c&#13;");
  CHECK(xml("\u009b\u202e\x7f\uFEFF") == "&#155;&#8238;&#127;&#65279;");
  CHECK(xml("\xff\xed\xa0\x80\uFFFE") == "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(xml("") == "");
}
