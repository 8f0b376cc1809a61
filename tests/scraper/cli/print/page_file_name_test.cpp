#include "scraper/cli/print/page_file_name.hpp"

#include <filesystem>
#include <set>
#include <sstream>
#include <tuple>

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

TEST_CASE("the file of a body keeps the extension of its URL where it fits the type, and gets one else") {
  const auto body_name = [](const std::string& url, const char* type) {
    return cli::body_file_name(*fetch::Url::parse(url), type);
  };
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"https://a.example/docs/manual.pdf", "application/pdf", "a.example/docs/manual.pdf"},
      {"https://a.example/Manual.PDF", "application/pdf", "a.example/Manual.PDF"},
      {"https://a.example/", "text/html", "a.example/index.html"},
      {"https://a.example/a.htm", "text/html", "a.example/a.htm"},
      {"https://a.example/p.jpeg", "image/jpeg", "a.example/p.jpeg"},
      {"https://a.example/v1.2/a.zip", "application/zip", "a.example/v1.2/a.zip"},
  };
  for (const auto& [url, type, wanted] : cases) CHECK(body_name(url, type) == wanted);
  CHECK(body_name("https://a.example/manual", "application/pdf").starts_with("a.example/manual~"));
  CHECK(body_name("https://a.example/manual", "application/pdf").ends_with(".pdf"));
  CHECK(body_name("https://a.example/a.php?id=3", "application/pdf").starts_with("a.example/a.php_id=3~"));
  CHECK(body_name("https://a.example/x.exe", "application/x-odd").ends_with(".bin"));
  CHECK(body_name("https://a.example/evil.pdf", "text/html").ends_with(".html"));
  const std::set<std::string> names{body_name("https://a.example/a", "application/pdf"),
                                    body_name("https://a.example/a.pdf", "application/pdf"),
                                    body_name("https://a.example/a.pdf?x", "application/pdf"),
                                    body_name("https://a.example/", "text/html"),
                                    body_name("https://a.example/index.html", "text/html"),
                                    body_name("https://a.example/index", "text/html"),
                                    body_name("https://a.example/.pdf", "application/pdf"),
                                    body_name("https://a.example/a.pdf/", "application/pdf")};
  CHECK(names.size() == 8);
  CHECK_FALSE(body_name("https://a.example/a.pdf/b", "text/html").starts_with("a.example/a.pdf/"));
  for (const char* const url : {"https://a.example/..%2f..%2fetc/x.pdf", "https://a.example/%2e%2e/x.pdf",
                                "https://a.example/a/%00.pdf"})
    for (const auto& part : std::filesystem::path(body_name(url, "application/pdf"))) {
      CHECK(part != "..");
      CHECK_FALSE(part.string().starts_with('.'));
    }
}
