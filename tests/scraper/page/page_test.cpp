#include "scraper/page/page.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

page::Page read(std::string_view html) {
  return page::parse_html(html, *fetch::Url::parse("https://example.org/dir/page"),
                          "text/html; charset=utf-8");
}

}  // namespace

TEST_CASE("any bytes give a page") {
  CHECK(read("").text == "");
  CHECK(read("\xff\xfe<\x80 a=\xc3>").links.empty());
}

TEST_CASE("the encoding used is told") {
  CHECK(read("<p>").charset == "UTF-8");
  CHECK_FALSE(read("<p>").charset_source.empty());
}

TEST_CASE("kinds of links are named by their element") {
  CHECK(page::name_of(page::LinkKind::a) == "a");
  CHECK(page::name_of(page::LinkKind::input) == "input");
  CHECK(page::name_of(page::LinkKind::base_refresh) == "refresh");
}
