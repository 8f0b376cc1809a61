#include "scraper/page/feeds/feed_text.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("base64 may have whitespace and no padding, and other text is rejected") {
  CHECK(page::base64_text(" PGI+\n eDwv Yj4= ") == "<b>x</b>");
  CHECK(page::base64_text("eA") == "x");
  CHECK_FALSE(page::base64_text("not base64!"));
  CHECK_FALSE(page::base64_text("eA==eA"));
}

TEST_CASE("relative links in HTML become absolute, and nothing else changes") {
  const auto base = *fetch::Url::parse("http://e.org/d/");
  CHECK(page::with_absolute_links(
            "<a href=x>1 &lt; 2</a><img alt='a' SRC='/i?a=1&amp;b=2'><a href='mailto:x'>", base) ==
        "<a href=http://e.org/d/x>1 &lt; 2</a><img alt='a' SRC='http://e.org/i?a=1&amp;b=2'><a "
        "href='mailto:x'>");
}

TEST_CASE("a URL with a scheme stays as written") {
  const auto base = *fetch::Url::parse("http://e.org/d/");
  CHECK(page::absolute_url(" HTTP://E.org ", base) == "HTTP://E.org");
  CHECK(page::absolute_url("urn:x", base) == "urn:x");
  CHECK(page::absolute_url("?q", base) == "http://e.org/d/?q");
  CHECK(page::absolute_url("", base) == "");
}
