#include "scraper/crawl/visit/link_row.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::string attributes_of(page::Link& link) {
  storage::FoundLink row;
  crawl::set_texts(row, link);
  return row.rest().attributes;
}

}  // namespace

TEST_CASE("what an element says besides its URL and text is a JSON object") {
  page::Link link(fetch::Url::parse("http://a.test/x#part").value(), "/x#part", page::LinkKind::img);
  CHECK(attributes_of(link) == "");
  link.text = link.set_notes().alt = "a tree";
  CHECK(attributes_of(link) == "");  // the text says it
  link.text = "";
  link.more->alt = "a \"tree\"";
  link.more->hreflang = "de";
  link.more->media = "2x";
  link.more->method = "post";
  CHECK(attributes_of(link) == R"({"alt":"a \"tree\"","hreflang":"de","media":"2x","method":"post"})");
}

TEST_CASE("an href of another scheme is no error, one that is no URL is") {
  for (const char* href : {"mailto:a@b", "javascript:void(0)", "tel:+49", "whatsapp://send", "X-y.z+1:"}) {
    CAPTURE(href);
    CHECK(crawl::unread_row("a", href, "why").rest().error == "");
    CHECK(crawl::unread_row("a", href, "why").rest().href == href);
  }
  for (const char* href : {"http://:80/", "HTTPS://", "//", "http:///:", "1a:b", ":"}) {
    CAPTURE(href);
    CHECK(crawl::unread_row("a", href, "why").rest().error == "why");
  }
}
