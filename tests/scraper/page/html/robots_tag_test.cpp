#include "scraper/page/html/robots_tag.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using page::robots_tag_words;

namespace {

std::string ours(std::string_view header) {
  return robots_tag_words(header, "Trawl");
}

}  // namespace

TEST_CASE("words without an agent apply to every agent") {
  CHECK(ours("NoIndex,  nofollow") == "noindex, nofollow");
  CHECK(ours("noindex") == "noindex");
  CHECK(ours(" , ,none,") == "none");
  CHECK(ours("") == "");
}

TEST_CASE("words after an agent apply to it alone, up to the next agent") {
  CHECK(ours("trawl: noindex, nofollow") == "noindex, nofollow");
  CHECK(ours("otherbot: noindex, nofollow") == "");
  CHECK(ours("nosnippet, otherbot: noindex, : nofollow") == "nosnippet");
  CHECK(ours("otherbot: noindex, TRAWL: nofollow, noarchive") == "nofollow, noarchive");
}

TEST_CASE("rules with values are not agents") {
  CHECK(ours("max-snippet: 20, unavailable_after: 25 Jun 2030 15:00:00 PST, nofollow") ==
        "max-snippet: 20, unavailable_after: 25 jun 2030 15:00:00 pst, nofollow");
}

TEST_CASE("bytes of a header that are not UTF-8 become U+FFFD") {
  CHECK(ours("noindex, caf\xE9") == "noindex, caf\uFFFD");
}

TEST_CASE("two sources are joined by a comma") {
  CHECK(page::joined_robots("noindex", "nofollow") == "noindex, nofollow");
  CHECK(page::joined_robots("", "nofollow") == "nofollow");
  CHECK(page::joined_robots("noindex", "") == "noindex");
}
