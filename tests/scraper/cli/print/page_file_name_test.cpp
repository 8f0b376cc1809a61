#include "scraper/cli/print/page_file_name.hpp"

#include <set>
#include <sstream>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

std::string name(const std::string& url) {
  return cli::page_file_name(*fetch::Url::parse(url), ".md");
}

}  // namespace

TEST_CASE("a file name mirrors its URL") {
  const std::pair<const char*, const char*> cases[] = {
      {"https://a.example/", "a.example/index.md"},
      {"https://a.example/docs/", "a.example/docs/index.md"},
      {"https://a.example/docs/page", "a.example/docs/page.md"},
      {"https://a.example/docs/page.html#top", "a.example/docs/page.html.md"},
      {"http://127.0.0.1:8080/x", "127.0.0.1_8080/x.md"},
      {"http://a.example/x", "a.example_80/x.md"},
      {"https://a.example/caf%C3%A9", "a.example/caf%C3%A9.md"},
  };
  for (const auto& [url, wanted] : cases) {
    const auto& row = url;
    CAPTURE(row);
    CHECK(name(url) == wanted);
  }
}

TEST_CASE("what no file may be called is changed, and a hash makes up for it") {
  CHECK(name("https://a.example/s?q=a/b&x=1").starts_with("a.example/s_q=a_b_x=1~"));
  CHECK(name("https://a.example/.git/config").starts_with("a.example/_git~"));
  CHECK(name("https://a.example/a:b*c").starts_with("a.example/a_b_c~"));
  CHECK(name("https://a.example//x").starts_with("a.example/~"));
  CHECK(name("http://[::1]:8080/").starts_with("--1_8080/index.md"));
}

TEST_CASE("URLs that look alike have names of their own, and no file is a folder of another") {
  const std::set<std::string> names{
      name("https://a.example/a"),      name("https://a.example/a/"),      name("https://a.example/a/index"),
      name("https://a.example/a.md/"),  name("https://a.example/a.md"),    name("https://a.example/a?b"),
      name("https://a.example/a?b=1"),  name("https://a.example/a_b"),     name("https://a.example/a/?b"),
      name("https://a.example/a//"),    name("https://a.example/a/_/"),    name("https://a.example/a/~/"),
      name("https://a.example/a/%2F/"), name("https://a.example/a/index?")};
  CHECK(names.size() == 14);
  CHECK_FALSE(name("https://a.example/a.md/x").starts_with(name("https://a.example/a") + "/"));
}

TEST_CASE("long URLs get names that a file system takes") {
  const std::string part(300, 'p');
  for (const std::string& url :
       {"https://a.example/" + part, "https://a.example/" + part + "/x", "https://a.example/?" + part}) {
    std::istringstream parts(name(url));
    for (std::string one; std::getline(parts, one, '/');) CHECK(one.size() < 200);
  }
  std::string deep = "https://a.example/";
  for (int i = 0; i < 900; ++i) deep += "folder/";
  CHECK(name(deep).size() < 200);
  CHECK(name(deep) != name(deep + "x"));
}
