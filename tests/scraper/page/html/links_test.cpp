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

TEST_CASE("references that are not http or https URLs are left out, and so are empty ones") {
  CHECK(link_lines(
            "<a href=mailto:x@y><a href='javascript:x()'><a name=x><a href=http://[><img src=data:,x>") ==
        "");
  CHECK(link_lines("<img src=''><form action=' '></form><link href=''>") == "");
  CHECK(link_lines("<a href=''></a><a href=#x></a>") ==
        "a https://example.org/dir/page\na https://example.org/dir/page#x\n");
}

TEST_CASE("an href is stripped and decoded for its URL, and kept as written") {
  const auto page = read_page("<a href='\n /x?a=1&amp;b=&#50; '>");
  CHECK(page.links.at(0).url.href() == "https://example.org/x?a=1&b=2");
  CHECK(page.links.at(0).raw == "\n /x?a=1&b=2 ");
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
