#include "scraper/page/html/links.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/page/read_page.hpp"

using namespace trawl;

using support::link_lines;
using support::read_page;

TEST_CASE("the first base with an href applies to all links, also to those before it") {
  CHECK(link_lines("<a href=a></a><base target=_top><base href=/b/><base href=/c/><a href=b>") ==
        "a https://example.org/b/a\na https://example.org/b/b\n");
  CHECK(read_page("<base href=/b/>").base == "https://example.org/b/");
  CHECK(read_page("<base href=data:,x><base href=/b/>").base == "https://example.org/dir/page");
  CHECK(read_page("<noscript><base href=/b/></noscript>").base == "https://example.org/dir/page");
  CHECK(read_page("<template><base href=/b/></template>").base == "https://example.org/dir/page");
}

TEST_CASE("every kind of reference is found") {
  CHECK(link_lines("<a href=1></a><area href=2><link rel=icon href=3><iframe src=4></iframe><frame src=5>") ==
        "a https://example.org/dir/1\narea https://example.org/dir/2\nlink https://example.org/dir/3\n"
        "iframe https://example.org/dir/4\nframe https://example.org/dir/5\n");
  CHECK(link_lines(
            "<img src=1 srcset='2 1x, 3 2x'><script src=4></script><form action=5><source src=6 srcset=7>") ==
        "img https://example.org/dir/1\nimg https://example.org/dir/2\nimg https://example.org/dir/3\n"
        "script https://example.org/dir/4\nform https://example.org/dir/5\nsource https://example.org/dir/6\n"
        "source https://example.org/dir/7\n");
  CHECK(
      link_lines("<video src=1 poster=2></video><audio src=3></audio><track src=4><embed src=5><object "
                 "data=6></object>") ==
      "video https://example.org/dir/1\nvideo https://example.org/dir/2\naudio https://example.org/dir/3\n"
      "track https://example.org/dir/4\nembed https://example.org/dir/5\nobject https://example.org/dir/6\n");
  CHECK(link_lines("<input type=IMAGE src=1><input src=2><svg><a xlink:href=3>x</a><script href=4 "
                   "src=4></script></svg>") ==
        "input https://example.org/dir/1\na https://example.org/dir/3 [x]\n");
}

TEST_CASE("references that are not http or https URLs are no links, and empty ones are left out") {
  CHECK(link_lines(
            "<a href=mailto:x@y><a href='javascript:x()'><a name=x><a href=http://[><img src=data:,x>") ==
        "");
  CHECK(link_lines("<img src=''><form action=' '></form><link href=''>") == "");
  CHECK(link_lines("<a href=''></a><a href=#x></a>") ==
        "a https://example.org/dir/page\na https://example.org/dir/page#x\n");
}

TEST_CASE("an href is stripped and decoded, and otherwise kept as written") {
  const auto page = read_page("<a href='\n ../x?a=1&amp;b=&#50;#A b '>");
  CHECK(page.links.at(0).url.href() == "https://example.org/x?a=1&b=2#A%20b");
  CHECK(page.links.at(0).raw == "../x?a=1&b=2#A b");
  CHECK(page.links.at(0).fragment() == "A%20b");
  const auto long_page = read_page("<a href='" + std::string(1'999, 'x') + "éé#f'>");
  CHECK(long_page.links.at(0).raw.size() == 1'999);
  CHECK(long_page.links.at(0).url.href().size() > 2'000);
  CHECK(long_page.links.at(0).fragment() == "f");
}

TEST_CASE("references that lead to no page are unread links with a reason, in their place") {
  const auto page = read_page(
      "<a href=' mailto:x@y '>write <b>us</b></a><a href=1></a><a href='htp://typo.test/'>t</a>"
      "<a href='http://two words.test/'>w</a><form action='javascript:x()'></form><a href='tel:+49'><img "
      "alt=call>"
      "</a><img src=data:,x><img src='&#100;ata:,x'><img srcset='data:,x 1x, blob:x 2x'><a href=2>");
  REQUIRE(page.links.size() == 2);
  REQUIRE(page.unread.size() == 6);
  CHECK(page.unread[0].raw == "mailto:x@y");
  CHECK(page.unread[0].text == "write us");
  CHECK(page.unread[0].reason == "not an http or https URL");
  CHECK(page.unread[0].before == 0);
  CHECK(page.unread[1].raw == "htp://typo.test/");
  CHECK(page.unread[1].before == 1);
  CHECK(page.unread[2].raw == "http://two words.test/");
  CHECK(page.unread[2].reason == "the host is not a domain name");
  CHECK(page.unread[3].kind == page::LinkKind::form);
  CHECK(page.unread[4].text == "call");
  CHECK(page.unread[5].raw == "blob:x");
  CHECK(page.unread[5].before == 1);
}

TEST_CASE("a link that is a URL only against a later base is kept, and one that was one only before is not") {
  const auto page =
      page::parse_html("<a href='https:x'>1</a><a href='https:'>2</a><base href='https://b.test/d/'>",
                       *fetch::Url::parse("http://a.test/"), "text/html");
  REQUIRE(page.links.size() == 2);
  CHECK(page.links[0].url.href() == "https://b.test/d/x");
  CHECK(page.links[1].url.href() == "https://b.test/d/");
  CHECK(page.links[1].text == "2");
  const auto other = page::parse_html("<a href='http:'>1</a><base href='https://b.test/d/'>",
                                      *fetch::Url::parse("http://a.test/"), "text/html");
  CHECK(other.links.empty());
  CHECK(other.unread.at(0).text == "1");
}

TEST_CASE("a link has what its element says besides") {
  const auto page = read_page(
      "<link rel=alternate hreflang=' De-AT ' type='Application/JSON; q=1' media=' print  and x' href=1>"
      "<img alt=' A &amp; B ' src=2 srcset='3 2x, 4 640w'><form action=5></form><form method=POST "
      "action=6></form>"
      "<form method=x action=7></form><form method=Dialog action=8></form><area alt=area href=9>"
      "<input type=image alt=go src=10>");
  const auto& links = page.links;
  REQUIRE(links.size() == 10);
  CHECK(links[0].notes().hreflang == "de-at");
  CHECK(links[0].notes().type == "application/json");
  CHECK(links[0].notes().media == "print and x");
  CHECK(links[1].notes().alt == "A & B");
  CHECK(links[1].notes().media == "");
  CHECK(links[2].notes().media == "2x");
  CHECK(links[3].notes().media == "640w");
  CHECK(links[3].notes().alt == "A & B");
  CHECK(links[4].notes().method == "get");
  CHECK(links[5].notes().method == "post");
  CHECK(links[6].notes().method == "get");
  CHECK(links[7].notes().method == "dialog");
  CHECK(links[8].notes().alt == "area");
  CHECK(links[9].notes().alt == "go");
  CHECK(links[9].notes().type == "");
}

TEST_CASE("images that scripts load late are found") {
  CHECK(link_lines(
            "<img src=data:,x data-src=1><img data-lazy-src=2 data-srcset='3 1x, 4 2x'><img DATA-ORIGINAL=5>"
            "<img src=6 data-src=6><source data-lazy-srcset=7><iframe data-src=8></iframe><div data-src=9>"
            "<a data-src=10>") ==
        "img https://example.org/dir/1\nimg https://example.org/dir/2\nimg https://example.org/dir/3\n"
        "img https://example.org/dir/4\nimg https://example.org/dir/5\nimg https://example.org/dir/6\n"
        "source https://example.org/dir/7\niframe https://example.org/dir/8\n");
}

TEST_CASE("more links than are kept are told") {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "<a href=x>";
  CHECK(read_page(html).links_cut == 0);
  const auto page = read_page(html + "<a href=y>");
  CHECK(page.links.size() == 100'000);
  CHECK(page.links_cut == 1);
  CHECK(read_page(html + html).links_cut == 100'000);
}

TEST_CASE("comments, scripts, raw text and templates contain no links") {
  CHECK(link_lines("<!--<a href=1>--><script>'<a href=2>'</script><title><a href=3></title><textarea><a "
                   "href=4></textarea>"
                   "<style><a href=5></style><template><a href=6><template></template><a href=7></template>"
                   "<iframe><a href=8></iframe><a title='<a href=9>' href=10>") ==
        "a https://example.org/dir/10\n");
  CHECK(link_lines("<noscript><a href=1></noscript>") == "a https://example.org/dir/1\n");
}

TEST_CASE("only the word nofollow in rel sets nofollow") {
  const auto page = read_page(
      "<a rel=' NoFollow\nnoopener ' href=1></a><a rel='ugc sponsored' href=2></a><a rel=nofollower href=3>");
  CHECK(page.links.at(0).rel == "nofollow noopener");
  CHECK(page.links.at(0).nofollow);
  CHECK_FALSE(page.links.at(1).nofollow);
  CHECK_FALSE(page.links.at(2).nofollow);
}

TEST_CASE("of an attribute that stands twice the first counts, also one without a value") {
  const auto page = read_page(
      "<a href=1 href=2 rel rel=nofollow type type=text/html hreflang=DE hreflang=fr>x</a>"
      "<a href=3 REL=NoFollow rel=me hreflang HREFLANG=de>y</a><link href=4 media=print media=screen>");
  REQUIRE(page.links.size() == 3);
  CHECK(page.links[0].url.path() == "/dir/1");
  CHECK(page.links[0].rel == "");
  CHECK(page.links[0].notes().type == "");
  CHECK(page.links[0].notes().hreflang == "de");
  CHECK(page.links[1].rel == "nofollow");
  CHECK(page.links[1].notes().hreflang == "");
  CHECK(page.links[2].notes().media == "print");
}
