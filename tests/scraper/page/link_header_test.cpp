#include "scraper/page/link_header.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

/// "rel=URL" of each link, with its text, if any, in brackets.
std::string read(std::string_view header) {
  std::string all;
  for (const page::Link& link : page::links_of_header(header, *fetch::Url::parse("http://e.org/a/b"))) {
    all += (all.empty() ? "" : ", ") + link.rel + '=' + link.url.href();
    if (!link.text.empty()) all += '(' + link.text + ')';
  }
  return all;
}

}  // namespace

TEST_CASE("a link has a relation and a target, which is resolved against the page") {
  CHECK(read("<c>; rel=next") == "next=http://e.org/a/c");
  CHECK(read("</>;rel=\"Canonical\"") == "canonical=http://e.org/");
  CHECK(read("<//f.org/>; title=\"x \\\"y\\\", z\"; rel = alternate ; hreflang=de") ==
        "alternate=http://f.org/(x \"y\", z)");
  CHECK(read("<c>; rel=\"prev start\"; rel=next") == "prev start=http://e.org/a/c");
  CHECK(read("<>; rel=self") == "self=http://e.org/a/b");
}

TEST_CASE("a link has its type, language, media and fragment") {
  const auto links = page::links_of_header(
      "<c#f>; rel=alternate; type=\"Application/JSON; x=y\"; hreflang=DE; media=\"print,  screen\"; "
      "type=text/html",
      *fetch::Url::parse("http://e.org/"));
  CHECK(links.at(0).notes().type == "application/json");
  CHECK(links.at(0).notes().hreflang == "de");
  CHECK(links.at(0).notes().media == "print, screen");
  CHECK(links.at(0).fragment() == "f");
}

TEST_CASE("a header may have several links, and a comma may be part of one") {
  CHECK(read(",<c,d>; rel=a , <e>;rel=b,,<f>; rel=c") ==
        "a=http://e.org/a/c,d, b=http://e.org/a/e, c=http://e.org/a/f");
}

TEST_CASE("links about other pages and links without a URL or a relation are left out") {
  CHECK(read("<c>; rel=next; anchor=\"#x\"") == "");
  CHECK(read("<c>, <d>; title=x, <e>; rel=\"\", <ftp://x/>; rel=next, <f>; rel=ok") == "ok=http://e.org/a/f");
}

TEST_CASE("reading goes on at the next comma after a syntax error") {
  CHECK(read("c; rel=next, <d>; rel=next") == "next=http://e.org/a/d");
  CHECK(read("<c>x; rel=next, <d>; rel") == "");
  CHECK(read("<c>; ; rel=next") == "next=http://e.org/a/c");
  CHECK(read("<c>; rel=\"next") == "next=http://e.org/a/c");
  CHECK(read("<c; rel=next") == "");
  CHECK(read("") == "");
}

TEST_CASE("bytes of a header that are not UTF-8 become U+FFFD") {
  CHECK(read("<c>; rel=next; title=\"caf\xE9\"") == "next=http://e.org/a/c(caf\uFFFD)");
  const auto links = page::links_of_header("<\xE9>; rel=next", *fetch::Url::parse("http://e.org/"));
  CHECK(links.at(0).raw == "\uFFFD");
}
