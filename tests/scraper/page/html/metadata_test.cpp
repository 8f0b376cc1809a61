#include "scraper/page/html/metadata.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/page/read_page.hpp"

using namespace trawl;

using support::read_page;

TEST_CASE("language, description and robots come from the page's elements") {
  const auto page = read_page(
      "<html lang=' de '><meta name=Description content=' a\n b '><meta name=description content=c>"
      "<meta name=robots content='NoIndex'><meta name=robots content=nofollow>");
  CHECK(page.lang == "de");
  CHECK(page.description == "a b");
  CHECK(page.robots == "noindex, nofollow");
  CHECK(page.nofollow());
}

TEST_CASE("'none' in robots implies nofollow, other words do not") {
  CHECK(read_page("<meta name=robots content=none>").nofollow());
  CHECK(read_page("<meta name=robots content='all,none'>").nofollow());
  CHECK_FALSE(read_page("<meta name=robots content=nofollower>").nofollow());
  CHECK_FALSE(read_page("").nofollow());
}

TEST_CASE("the canonical URL is resolved against the base") {
  CHECK(read_page("<link rel='nofollow CANONICAL' href='../x'>").canonical == "https://example.org/x");
  CHECK(read_page("<link rel=canonical href=mailto:x>").canonical == "");
  CHECK(read_page("<link rel=canonical href=' '>").canonical == "");
  CHECK(read_page("<a rel=canonical href=/x>").canonical == "");
}

TEST_CASE("of several canonical links the first counts, even if it leads nowhere") {
  CHECK(read_page("<link rel=canonical href=/one><link rel=canonical href=/two>").canonical ==
        "https://example.org/one");
  CHECK(read_page("<link rel=canonical href=mailto:x><link rel=canonical href=/two>").canonical == "");
}

TEST_CASE("a meta refresh gives a link and the page's refresh") {
  const auto page = read_page(
      "<meta http-equiv=Refresh content='5; url=/next'><meta http-equiv=refresh content='1;url=/x'>");
  CHECK(page.refresh->href() == "https://example.org/next");
  CHECK(*page.refresh_delay == 5);
  CHECK(page.links.size() == 1);
  CHECK(name_of(page.links[0].kind) == "refresh");
  CHECK_FALSE(read_page("<noscript><meta http-equiv=refresh content='0;url=/x'></noscript>").refresh);
  CHECK(*read_page("<meta http-equiv=refresh content=30>").refresh_delay == 30);
}
