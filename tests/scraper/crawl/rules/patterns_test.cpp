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

TEST_CASE("a pattern matches a URL as it is written and as people read it, without the fragment") {
  const auto matches = [](const char* pattern, const char* url) {
    return Patterns({pattern}, "exclude").match_url(fetch::Url::parse(url).value());
  };
  for (const char* pattern : {"größe", "gr%C3%B6%C3%9Fe", "^http://a\\.org/größe/\\d$"})
    CHECK(matches(pattern, "http://a.org/größe/1"));
  CHECK(matches("two words", "http://a.org/two words"));
  CHECK(matches("two%20words", "http://a.org/two words"));
  CHECK(matches("two words", "http://a.org/?q=two+words"));
  CHECK(matches("two\\+words", "http://a.org/?q=two+words"));
  CHECK(matches("//bücher\\.", "http://bücher.example/"));
  CHECK(matches("xn--bcher-kva", "http://bücher.example/"));
  CHECK_FALSE(matches("größe", "http://a.org/x#größe"));
  CHECK_FALSE(matches("#", "http://a.org/%20#x"));
}

TEST_CASE("the first pattern that matches a URL can be named") {
  const Patterns patterns({"größe", "/a"}, "include");
  CHECK(patterns.first_of(*fetch::Url::parse("http://x/gr%C3%B6%C3%9Fe")) == "größe");
  CHECK(patterns.first_of(*fetch::Url::parse("http://x/a")) == "/a");
  CHECK_FALSE(Patterns({"/b"}, "include").first_of(*fetch::Url::parse("http://x/a")));
}

TEST_CASE("a mistake is reported with the flag, the pattern and the place") {
  CHECK_THROWS_WITH_AS(Patterns({"ok", "a[b-a]"}, "exclude"),
                       "exclude 'a[b-a]': invalid character class range: b-a at position 3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Patterns({"(a"}, "include"), doctest::Contains("include '(a': missing"),
                       std::invalid_argument);
}

TEST_CASE("what is a file name or plain text has advice") {
  CHECK_THROWS_WITH_AS(Patterns({"*.pdf"}, "exclude"), doctest::Contains("; write '\\.pdf$'"),
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Patterns({"?sort="}, "exclude"), doctest::Contains("; write '\\?sort='"),
                       std::invalid_argument);
}

TEST_CASE("nested repetition does not blow up") {
  CHECK_FALSE(Patterns({"^(a+)+$"}, "include").match(std::string(100'000, 'a') + "b"));
}
