#include "scraper/page/html/srcdoc_reader.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/page/read_page.hpp"

using namespace trawl;

using support::link_lines;
using support::read_page;

TEST_CASE("links in the srcdoc of an iframe are links of the page, resolved against its base") {
  CHECK(link_lines(
            "<a href=1></a><iframe srcdoc=\"<a href='t.html'>t &amp;amp; u</a><img src='i.png'>\"></iframe>"
            "<a href=2></a>") ==
        "a https://example.org/dir/1\na https://example.org/dir/t.html [t & u]\n"
        "img https://example.org/dir/i.png\na https://example.org/dir/2\n");
  CHECK(link_lines("<iframe srcdoc='<a href=x>t'></iframe><base href=/b/>") ==
        "a https://example.org/b/x [t]\n");
  CHECK(link_lines("<iframe src=s srcdoc='<a href=x>'></iframe>") ==
        "iframe https://example.org/dir/s\na https://example.org/dir/x\n");
}

TEST_CASE("a srcdoc with a base of its own keeps it to itself and to its own srcdocs") {
  CHECK(link_lines("<base href=/b/><iframe srcdoc='<base href=c/><a href=1></a><iframe srcdoc=\"<a "
                   "href=2>\"></iframe>'>"
                   "</iframe><iframe srcdoc='<a href=3>'></iframe><a href=4>") ==
        "a https://example.org/b/c/1\na https://example.org/b/c/2\na https://example.org/b/3\n"
        "a https://example.org/b/4\n");
}

TEST_CASE("a srcdoc adds nothing but links") {
  const auto page = read_page(
      "<iframe srcdoc=\"<title>t</title><html lang=de><meta name=robots content=noindex><meta "
      "http-equiv=refresh "
      "content='0;url=x'><h1>h</h1>text<script type=application/ld+json>{}</script>\"></iframe>");
  CHECK(page.title == "");
  CHECK(page.lang == "");
  CHECK(page.robots == "");
  CHECK_FALSE(page.refresh);
  CHECK(page.links.empty());
  CHECK(page.headings.empty());
  CHECK(page.text == "");
  CHECK(page.json_ld.empty());
}

TEST_CASE("a srcdoc is read to a depth of three, and is UTF-8 whatever the page is") {
  std::string inner = "<a href=5></a>";
  for (int depth = 4; depth >= 1; --depth) {
    std::string escaped;
    for (const char c : inner) escaped += c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
    inner = "<a href=" + std::to_string(depth) + "></a><iframe srcdoc=\"" + escaped + "\"></iframe>";
  }
  CHECK(read_page("<iframe srcdoc='" + std::string("<a href=0></a>") + "'></iframe>" + inner).links.size() ==
        5);
  const auto page = page::parse_html("<a href='?\xFF'></a><iframe srcdoc='<a href=?\xFF>'></iframe>",
                                     *fetch::Url::parse("http://e.org/"), "text/html; charset=windows-1251");
  CHECK(page.links.at(0).url.query() == "%FF");
  CHECK(page.links.at(1).url.query() == "%D1%8F");
}

TEST_CASE("a srcdoc in a template or in foreign content is not read") {
  CHECK(link_lines("<template><iframe srcdoc='<a href=x>'></iframe></template>") == "");
}
