#include "scraper/page/page.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/page/read_page.hpp"

using namespace trawl;

using support::read_page;

TEST_CASE("any bytes give a page") {
  CHECK(read_page("").text == "");
  CHECK(read_page("\xff\xfe<\x80 a=\xc3>").links.empty());
}

TEST_CASE("a page names its encoding") {
  CHECK(read_page("<p>").charset == "UTF-8");
  CHECK_FALSE(read_page("<p>").charset_source.empty());
}

TEST_CASE("a kind of link has the name of its element") {
  CHECK(page::name_of(page::LinkKind::a) == "a");
  CHECK(page::name_of(page::LinkKind::input) == "input");
  CHECK(page::name_of(page::LinkKind::base_refresh) == "refresh");
}
