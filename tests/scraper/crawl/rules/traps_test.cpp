#include "scraper/crawl/rules/traps.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::string found_in(const std::string& path) {
  const auto url = fetch::Url::parse("http://a.org" + path).value();
  return crawl::trap_in(url, crawl::Options()).value_or("");
}

}  // namespace

TEST_CASE("ordinary paths are no traps") {
  for (const auto* path : {"/", "/a/b/c", "/2024/01/01/", "/a/1/b/1/c/1", "/a//b", "/a/a/b", "/a/b/a/b"}) {
    CAPTURE(path);
    CHECK(found_in(path) == "");
  }
}

TEST_CASE("more segments than the limit are a trap, and a final slash adds none") {
  std::string path;
  for (int i = 0; i < 20; ++i) path += "/s" + std::to_string(i);
  CHECK(found_in(path) == "");
  CHECK(found_in(path + "/") == "");
  CHECK(found_in(path + "/x") == "21 path segments");
}

TEST_CASE("a segment, or a run of them, three times in a row is a trap") {
  for (const auto* path : {"/a/a/a", "/x/a/a/a/y", "/a/b/a/b/a/b/", "/x/a/b/c/a/b/c/a/b/c", "/a//a//a"}) {
    CAPTURE(path);
    CHECK(found_in(path) == "segment repeated");
  }
}

TEST_CASE("a segment more than three times anywhere is a trap") {
  CHECK(found_in("/a/1/a/2/a/3") == "");
  CHECK(found_in("/a/1/a/2/a/3/a") == "segment repeated");
}

TEST_CASE("a URL over the limit is a trap, counted with its query") {
  CHECK(found_in("/?" + std::string(8'000 - std::string("http://a.org/?").size(), 'x')) == "");
  CHECK(found_in("/?" + std::string(8'000, 'x')) == "long URL");
}

TEST_CASE("a parameter more than five times is a trap, however it is written") {
  CHECK(found_in("/?v=1&v=2&v=3&v=4&v=5") == "");
  CHECK(found_in("/?v=1&v=2&v=3&v=4&v=5&v=6") == "parameter repeated");
  CHECK(found_in("/?v&w=1&%76&v=3&x=1&v=4&v&v=6") == "parameter repeated");
  CHECK(found_in("/?v=1?v=2?v=3?v=4?v=5?v=6") == "parameter repeated");
  CHECK(found_in("/?a=1&b=1&c=1&d=1&e=1&f=1&g=1&&&&&&") == "");
}

TEST_CASE("a percent sign that was escaped again and again is a trap") {
  CHECK(found_in("/%252F?a=%25") == "");
  CHECK(found_in("/login?next=%25252Flogin") == "escapes");
  CHECK(found_in("/%252525") == "escapes");
}
