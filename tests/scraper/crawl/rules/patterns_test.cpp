#include "scraper/crawl/rules/patterns.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

using crawl::Patterns;

TEST_CASE("a pattern matches anywhere in the text") {
  const Patterns patterns({"/news/", "^https://a\\."}, "include");
  CHECK(patterns.match("http://x/news/1"));
  CHECK(patterns.match("https://a.org/"));
  CHECK_FALSE(patterns.match("http://x/old/"));
  CHECK_FALSE(Patterns({}, "include").match(""));
}

TEST_CASE("a mistake is reported with the flag, the pattern and the place") {
  CHECK_THROWS_WITH_AS(Patterns({"ok", "a[b-a]"}, "exclude"),
                       "exclude 'a[b-a]': invalid character class range: b-a at position 3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Patterns({"(a"}, "include"), doctest::Contains("include '(a': missing"),
                       std::invalid_argument);
}

TEST_CASE("nested repetition does not blow up") {
  CHECK_FALSE(Patterns({"^(a+)+$"}, "include").match(std::string(100'000, 'a') + "b"));
}
