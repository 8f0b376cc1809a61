#include <ctime>
#include <functional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "scraper/page/feeds/feed.hpp"
#include "scraper/page/feeds/sitemap.hpp"
#include "scraper/page/html/robots_tag.hpp"
#include "scraper/page/link_header.hpp"
#include "tests/scraper/page/read_page.hpp"
#include "tests/support/measured_process.hpp"

using namespace trawl;

using support::read_page;

namespace {

constexpr std::size_t kSmall = (support::kIsSanitized ? 8 : 32) << 10, kLarge = 16 * kSmall;

// clang-format off
constexpr std::string_view kMarkup[] = {
    "<div>", "</div>", "<", "<a", "<!--", "<!-->", "<!", "</", "<a href=", "<a href='",
    "<a href=x>", "<a href=x>y</a>", "&", "&a", "&aaaaaa", "&amp", "&#", "&#1",
    "&CounterClockwiseContourIntegra", "<title>", "<title>x</title>", "<textarea>", "<script>",
    "<script><!--", "<!--<script>", "--><script></script", "<svg>", "<svg><title>", "</svg>",
    "<svg><desc>", "<math><mi>", "<svg><![CDATA[", "]]>", "<template>", "<h1>x", "<h1>x</h1>",
    "<base href=x>", "<meta name=robots content=x>", "<img srcset='a,b,c,", "a ", "  ", "\n",
    "<p>a\n", "<b><a href=x>", "</a>", "=", "'", "<iframe srcdoc='<a href=x>'></iframe>",
    "<iframe srcdoc='<base href=/x>'></iframe>", "<script type=application/ld+json>{}</script>",
    "<meta property=og:x content=y>", "<img data-src=x data-srcset='a, b'>"};
constexpr std::string_view kXhtml[] = {
    "<a>", "</a>", "<a/>", "<a href='x'/>", "<p><b>", "</p>", "<a xmlns='x'>", "<a xmlns:x='y'>", "<x:a>",
    "<![CDATA[", "]]>", "<!--", "<!DOCTYPE x [", "<?x", "<?x ?>", "<!", "&amp;", "<title>x", "<p></b>"};
constexpr std::string_view kXml[] = {
    "x", "<", "&", "<a>", "</a>", "<a ", "a='1' ", "<a x='", "<!--", "<![CDATA[", "]]>", "<?x",
    "<!", "<!ENTITY x 'y'>", "&x;", "&amp;", "<item>", "<url>", "<loc>/x</loc>", "<link>/x</link>",
    "<category/>", "<content type='html'>&lt;a href='x'>"};
// clang-format on

std::string repeated(std::string_view piece, std::size_t size) {
  std::string text;
  text.reserve(size + piece.size());
  while (text.size() < size) text += piece;
  return text;
}

/// CPU time of this thread. Other programs hardly affect it.
double cpu_seconds() {
  std::timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

using Reader = std::function<void(std::string_view text)>;

double seconds_for(const Reader& read, const std::string& text) {
  const double before = cpu_seconds();
  read(text);
  return cpu_seconds() - before;
}

/// Whether 16 times the bytes take about 16 times as long; a quadratic reader needs 256 times as long. The
/// text is `opener`, then `piece` over and over. One good measurement of five is enough, as the machine may
/// be busy.
bool is_read_in_linear_time(const Reader& read, const std::string& opener, std::string_view piece) {
  const std::string small = opener + repeated(piece, kSmall), large = opener + repeated(piece, kLarge);
  for (int i = 0; i < 5; ++i) {
    const double small_seconds = seconds_for(read, small);
    if (seconds_for(read, large) < 64 * small_seconds) return true;
  }
  return false;
}

void read_html(std::string_view text) {
  read_page(text);
}

}  // namespace

TEST_CASE("any markup is read in linear time") {
  for (const std::string_view piece : kMarkup) {
    CAPTURE(piece);
    CHECK(is_read_in_linear_time(read_html, "", piece));
  }
}

TEST_CASE("markup after an opener that is never closed is read in linear time") {
  for (const std::string opener :
       {"<a href=\"", "<a ", "<!--", "<title>", "<script><!--<script>", "<svg><![CDATA[", "<plaintext>",
        "<img srcset=\"a (", "<meta http-equiv=refresh content='", "<a rel='x' href='"}) {
    for (const std::string_view piece : {"x", " ", "<", ">", "-", "</", "<!--", "a=b ", "&lt", ","}) {
      CAPTURE(opener);
      CAPTURE(piece);
      CHECK(is_read_in_linear_time(read_html, opener, piece));
    }
  }
}

TEST_CASE("any XHTML is read in linear time") {
  const auto url = *fetch::Url::parse("https://example.org/");
  const auto read = [&url](std::string_view text) { page::parse_html(text, url, "application/xhtml+xml"); };
  for (const std::string opener :
       {"", "<html xmlns='http://www.w3.org/1999/xhtml'>", "<p ", "<!DOCTYPE x ['"}) {
    for (const std::string_view piece : kXhtml) {
      CAPTURE(opener);
      CAPTURE(piece);
      CHECK(is_read_in_linear_time(read, opener, piece));
    }
  }
}

TEST_CASE("broken feeds and sitemaps are read in linear time") {
  const auto url = *fetch::Url::parse("https://example.org/feed.xml");
  const auto read_feed = [&url](std::string_view text) { page::parse_feed(text, url, ""); };
  const auto read_sitemap = [&url](std::string_view text) { page::parse_sitemap(text, url, ""); };
  for (const std::string opener :
       {"<rss><channel><item>", "<urlset><url><loc>", "<urlset ", "<!DOCTYPE x ["}) {
    for (const std::string_view piece : kXml) {
      CAPTURE(opener);
      CAPTURE(piece);
      CHECK(is_read_in_linear_time(read_feed, opener, piece));
      CHECK(is_read_in_linear_time(read_sitemap, opener, piece));
    }
  }
}

TEST_CASE("headers are read in linear time") {
  const auto url = *fetch::Url::parse("https://example.org/");
  const auto read_links = [&url](std::string_view text) { page::links_of_header(text, url); };
  const auto read_robots = [](std::string_view text) { page::robots_tag_words(text, "trawl"); };
  for (const std::string_view piece :
       {"a", ",", "a,", "<", "<a", "<a>;", "<a>; rel=b,", "\"", "\\", "=", "a: ", ";"}) {
    CAPTURE(piece);
    CHECK(is_read_in_linear_time(read_links, "<a>; rel=\"", piece));
    CHECK(is_read_in_linear_time(read_links, "", piece));
    CHECK(is_read_in_linear_time(read_robots, "", piece));
  }
}

TEST_CASE("a tag with 40,000 attributes and the text after it are read") {
  std::string html = "<a href=x ";
  for (int i = 0; i < 40'000; ++i) html += "a" + std::to_string(i) + "='1' ";
  CHECK(read_page(html + ">text").text == "text");
}

TEST_CASE("100,000 nested elements do not hide what follows them") {
  CHECK(read_page(repeated("<div>", 500'000) + "<a href=x>deep").links.at(0).text == "deep");
}

TEST_CASE("a page gives at most 100,000 links") {
  CHECK(read_page(repeated("<a href=x>", 1 << 20)).links.size() == 100'000);
}

TEST_CASE("a long base URL does not use much memory for each link") {
  const std::string base = "<base href='/" + std::string(1 << 20, 'x') + "/'>";
  const std::string anchors = repeated("<a href=y>", 1 << 20);
  CHECK(read_page(base + anchors).links.size() < 100);
  CHECK(read_page(anchors + base).links.size() < 100);
  const std::string srcdocs = repeated("<iframe srcdoc='<base href=y>'></iframe>", 1 << 20);
  CHECK(read_page(base + srcdocs + anchors).links.size() < 100);
}
