// How a crawl identifies itself to servers: cookies and passwords, and that nobody else gets them.
#include <doctest/doctest.h>

#include "fetch/http/cookie_file.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

/// The value of a header of the last request for `target`, "" for none.
std::string sent(const TestSite& site, std::string_view target, const std::string& header) {
  std::string value;
  for (const Arrival& arrival : site.arrivals()) {
    if (arrival.target != target) continue;
    const std::size_t at = arrival.head.find("\r\n" + header + ": ");
    value.clear();
    if (at == std::string::npos) continue;
    const std::size_t begin = at + header.size() + 4;
    value = arrival.head.substr(begin, arrival.head.find("\r\n", begin) - begin);
  }
  return value;
}

fetch::Cookie cookie_of_site(const std::string& name) {
  fetch::Cookie cookie;
  cookie.domain = "127.0.0.1";
  cookie.name = name;
  cookie.value = "file";
  return cookie;
}

}  // namespace

TEST_CASE("a cookie that a page sets goes with the requests that follow") {
  TestCrawl crawl;
  crawl.site.page(
      "/", links({"/a"}).header("Set-Cookie", "s=1; HttpOnly").header("Set-Cookie", "t=2; Path=/other"));
  crawl.site.page("/a", html(""));
  crawl.run();
  CHECK(sent(crawl.site, "/", "Cookie") == "");
  CHECK(sent(crawl.site, "/a", "Cookie") == "s=1");
  CHECK(crawl.rows("SELECT domain, name, value, http_only FROM cookies ORDER BY id") ==
        "127.0.0.1 s 1 1, 127.0.0.1 t 2 0");
}

TEST_CASE("a cookie that a redirect sets goes with the request for its target") {
  TestCrawl crawl;
  crawl.site.page("/", redirect("/in").header("Set-Cookie", "s=1"));
  crawl.site.page("/in", html(""));
  crawl.run();
  CHECK(sent(crawl.site, "/in", "Cookie") == "s=1");
}

TEST_CASE("the next run continues the session") {
  TestCrawl crawl;
  crawl.options.page_limit = 1;
  crawl.site.page("/", links({"/a"}).header("Set-Cookie", "s=1"));
  crawl.site.page("/a", html("").header("Set-Cookie", "s=; Max-Age=0"));
  crawl.run();
  crawl.options.page_limit = 0;
  crawl.run();
  CHECK(sent(crawl.site, "/a", "Cookie") == "s=1");
  CHECK(crawl.count("SELECT count(*) FROM cookies") == 0);
}

TEST_CASE("the user's cookies, headers and password go to the seeds' hosts, and to no other") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  // Another name of the same machine: cookies are kept apart by name, not by port.
  const std::string elsewhere = "http://localhost" + other.origin().substr(other.origin().rfind(':')) + "/";
  other.page("/robots.txt", status(404));
  other.page("/", html(""));
  crawl.site.page("/", links({elsewhere}));
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.allow_private = true;
  crawl.options.cookies = {{"s", "1"}};
  crawl.options.user = "me:se:same";
  crawl.options.headers = {{"X-Key", "k"}};
  crawl.run();
  CHECK(sent(crawl.site, "/", "Cookie") == "s=1");
  CHECK(sent(crawl.site, "/", "Authorization") == "Basic bWU6c2U6c2FtZQ==");
  CHECK(sent(crawl.site, "/", "X-Key") == "k");
  REQUIRE(other.times_asked("/") == 1);
  for (const auto* header : {"Cookie", "Authorization", "X-Key"}) CHECK(sent(other, "/", header) == "");
}

TEST_CASE("another port is another origin for the user's cookies, though not for a server's") {
  TestCrawl crawl;
  TestSite other(crawl.clock);
  other.page("/", html(""));
  crawl.site.page("/", links({other.origin() + "/", "/a"}).header("Set-Cookie", "theirs=1"));
  crawl.site.page("/a", html(""));
  crawl.options.scope = crawl::ScopePreset::any;
  crawl.options.cookies = {{"mine", "2"}};
  crawl.run();
  CHECK(sent(crawl.site, "/a", "Cookie") == "mine=2; theirs=1");
  CHECK(sent(other, "/", "Cookie") == "theirs=1");
  CHECK(crawl.rows("SELECT name FROM cookies") == "theirs");
}

TEST_CASE("a server's cookie replaces the user's cookie of the same name") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a"}).header("Set-Cookie", "s=new"));
  crawl.site.page("/a", html(""));
  crawl.options.cookies = {{"s", "old"}, {"more", "1"}};
  crawl.run();
  CHECK(sent(crawl.site, "/", "Cookie") == "s=old; more=1");
  CHECK(sent(crawl.site, "/a", "Cookie") == "more=1; s=new");
}

TEST_CASE("a seed with a name and a password brings them to its origin, and they are nowhere in the file") {
  TestCrawl crawl;
  crawl.site.page("/", links({"/a"}));
  crawl.site.page("/a", html(""));
  crawl.seeds = {"http://me:s%40me@" + crawl.site.origin().substr(7) + "/"};
  crawl.run();
  CHECK(sent(crawl.site, "/", "Authorization") == "Basic bWU6c0BtZQ==");
  CHECK(sent(crawl.site, "/a", "Authorization") == "Basic bWU6c0BtZQ==");
  CHECK(crawl.rows("SELECT name FROM crawls") == "/");
  CHECK(file_bytes(crawl.file()).find("s%40me") == std::string::npos);
}

TEST_CASE("a Cookie header of the user replaces the session's cookies") {
  TestCrawl crawl;
  crawl.options.headers = {{"cookie", "own=1"}};
  crawl.site.page("/", links({"/a"}).header("Set-Cookie", "s=1"));
  crawl.site.page("/a", html(""));
  crawl.run();
  CHECK(sent(crawl.site, "/a", "cookie") == "own=1");
  CHECK(sent(crawl.site, "/a", "Cookie") == "");
}

TEST_CASE("cookies are read from a file, and written there at the end") {
  TestCrawl crawl;
  crawl.options.cookie_file = crawl.folder / "cookies.txt";
  fetch::save_cookie_file(crawl.options.cookie_file, std::vector{cookie_of_site("a")});
  crawl.site.page("/", html("").header("Set-Cookie", "s=1"));
  crawl.run();
  CHECK(sent(crawl.site, "/", "Cookie") == "a=file");
  const auto saved = fetch::load_cookie_file(crawl.options.cookie_file);
  REQUIRE(saved.size() == 2);
  CHECK(saved[1].name == "s");
}

TEST_CASE("a cookie file that does not exist is created") {
  TestCrawl crawl;
  crawl.options.cookie_file = crawl.folder / "cookies.txt";
  crawl.site.page("/", html("").header("Set-Cookie", "s=1"));
  crawl.run();
  CHECK(fetch::load_cookie_file(crawl.options.cookie_file).size() == 1);
}
