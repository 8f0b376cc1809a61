#include <chrono>

#include <doctest/doctest.h>

#include "scraper/page/page.hpp"

using namespace trawl;

namespace {

constexpr std::size_t kSize = 8 << 20;

std::string repeated(std::string_view piece, std::size_t size = kSize) {
  std::string text;
  text.reserve(size + piece.size());
  while (text.size() < size) text += piece;
  return text;
}

page::Page read(std::string_view html) {
  return page::parse_html(html, *fetch::Url::parse("https://example.org/"), "text/html; charset=utf-8");
}

/// Whether 8 MiB of that are read in time. A quadratic reader takes minutes; the bound leaves room for
/// sanitizers.
bool is_read_in_time(std::string_view html) {
  const auto before = std::chrono::steady_clock::now();
  read(html);
  return std::chrono::steady_clock::now() - before < std::chrono::seconds(10);
}

}  // namespace

TEST_CASE("8 MiB of anything are read in linear time") {
  for (const char* piece : {"<div>",
                            "</div>",
                            "<",
                            "<a",
                            "<!--",
                            "<!-->",
                            "<!",
                            "</",
                            "<a href=",
                            "<a href='",
                            "<a href=x>",
                            "<a href=x>y</a>",
                            "&",
                            "&a",
                            "&aaaaaa",
                            "&amp",
                            "&#",
                            "&#1",
                            "&CounterClockwiseContourIntegra",
                            "<title>",
                            "<title>x</title>",
                            "<textarea>",
                            "<script>",
                            "<script><!--",
                            "<!--<script>",
                            "--><script></script",
                            "<svg>",
                            "<svg><title>",
                            "</svg>",
                            "<svg><desc>",
                            "<math><mi>",
                            "<svg><![CDATA[",
                            "]]>",
                            "<template>",
                            "<h1>x",
                            "<h1>x</h1>",
                            "<base href=x>",
                            "<meta name=robots content=x>",
                            "<img srcset='a,b,c,",
                            "a ",
                            "  ",
                            "\n",
                            "<p>a\n",
                            "<b><a href=x>",
                            "</a>",
                            "=",
                            "'"}) {
    CAPTURE(piece);
    CHECK(is_read_in_time(repeated(piece)));
  }
}

TEST_CASE("8 MiB behind an opener that is never closed are read in linear time") {
  for (const char* opener :
       {"<a href=\"", "<a ", "<!--", "<title>", "<script><!--<script>", "<svg><![CDATA[", "<plaintext>",
        "<img srcset=\"a (", "<meta http-equiv=refresh content='", "<a rel='x' href='"}) {
    for (const char* piece : {"x", " ", "<", ">", "-", "</", "<!--", "a=b ", "&lt", ","}) {
      CAPTURE(opener);
      CAPTURE(piece);
      CHECK(is_read_in_time(opener + repeated(piece)));
    }
  }
}

TEST_CASE("40,000 attributes in one tag and the text behind it are read") {
  std::string html = "<a href=x ";
  for (int i = 0; i < 40'000; ++i) html += "a" + std::to_string(i) + "='1' ";
  CHECK(read(html + ">text").text == "text");
}

TEST_CASE("100,000 nested elements hide nothing behind them") {
  CHECK(read(repeated("<div>", 500'000) + "<a href=x>deep").links.at(0).text == "deep");
}

TEST_CASE("a page gives at most 100,000 links") {
  CHECK(read(repeated("<a href=x>")).links.size() == 100'000);
}

TEST_CASE("a long base URL does not multiply") {
  const std::string base = "<base href='/" + std::string(1 << 20, 'x') + "/'>";
  const std::string anchors = repeated("<a href=y>", 1 << 20);
  CHECK(read(base + anchors).links.size() < 100);
  CHECK(read(anchors + base).links.size() < 100);
}
