#include "scraper/crawl/rules/robots_pattern.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using crawl::robots_path;
using crawl::RobotsPattern;

namespace {

bool matches(std::string_view pattern, std::string_view path) {
  return RobotsPattern(pattern).matches(robots_path(path));
}

}  // namespace

TEST_CASE("a pattern matches every path that begins with it") {
  CHECK(matches("/fish", "/fish"));
  CHECK(matches("/fish", "/fish/salmon.html?id=1"));
  CHECK_FALSE(matches("/fish", "/Fish"));
  CHECK_FALSE(matches("/fish", "/catfish"));
  CHECK_FALSE(matches("/fish", "/fis"));
}

TEST_CASE("a star stands for any bytes and a final dollar for the end") {
  CHECK(matches("/*.php", "/folder/any.php.html"));
  CHECK(matches("/*.php$", "/folder/x.php"));
  CHECK_FALSE(matches("/*.php$", "/x.php?p"));
  CHECK(matches("/a*b*c$", "/a-b-c-b-c"));
  CHECK_FALSE(matches("/a*b*c$", "/a-c-b"));
  CHECK_FALSE(matches("/aba*aba$", "/aba"));
  CHECK(matches("*", "/"));
  CHECK(matches("/foo*$", "/food"));
  CHECK(matches("/$", "/"));
  CHECK_FALSE(matches("/$", "/x"));
}

TEST_CASE("a dollar before the end is a dollar") {
  CHECK(matches("/x$/abc", "/x$/abc"));
  CHECK(matches("/x$/abc", "/x%24/abc"));
  CHECK_FALSE(matches("/x$/abc", "/x"));
}

TEST_CASE("escaped special characters stand for themselves") {
  CHECK(matches("/a-%2A.html", "/a-*.html"));
  CHECK_FALSE(matches("/a-%2A.html", "/a-b.html"));
  CHECK(matches("/a-%24", "/a-$b"));
}

TEST_CASE("escapes are compared in one form") {
  CHECK(matches("/%62%61z", "/ba%7A"));
  CHECK(matches("/%7ejoe", "/~joe"));
  CHECK(matches("/a%3cd", "/a<d"));
  CHECK(matches("/\xe3\x83\x84", "/%e3%83%84"));
  CHECK_FALSE(matches("/a%2fb", "/a/b"));
  CHECK(matches("/talk%3Mediation", "/talk%3Mediation/x"));
}

TEST_CASE("the longer pattern is the more specific one, and the final dollar counts") {
  CHECK(RobotsPattern("/foo$").octets() > RobotsPattern("/foo").octets());
  CHECK(RobotsPattern("/%62").octets() == RobotsPattern("/b").octets());
}

TEST_CASE("many stars over a long path end at once") {
  std::string pattern = "/";
  for (int i = 0; i < 20'000; ++i) pattern += "a*";
  CHECK_FALSE(matches(pattern + "b", std::string(8'000, 'a')));
}
