#include "fetch/http/cookie_jar.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using fetch::Cookie;
using fetch::CookieJar;

namespace {

constexpr double kNow = 1767225600;  // 2026-01-01T00:00:00Z

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

struct Browser {
  void gets(std::string_view source, std::string_view header, double now = kNow) {
    jar.set(header, url(source), now);
  }
  std::string sends(std::string_view target, double now = kNow) { return jar.header_for(url(target), now); }
  /// "+a" for a cookie that was set, "-a" for one that was removed.
  std::string changes() {
    std::string text;
    for (const auto& change : jar.take_changes()) text += (change.is_gone ? " -" : " +") + change.cookie.name;
    return text;
  }

  CookieJar jar;
};

}  // namespace

TEST_CASE("cookies are sent only to where they came from") {
  Browser browser;
  browser.gets("https://www.example.org/", "host=1");
  browser.gets("https://www.example.org/", "domain=2; Domain=example.org");
  browser.gets("https://www.example.org/", "secure=3; Domain=example.org; Secure");
  CHECK(browser.sends("https://www.example.org/x") == "host=1; domain=2; secure=3");
  CHECK(browser.sends("https://api.example.org/") == "domain=2; secure=3");
  CHECK(browser.sends("http://example.org/") == "domain=2");
  CHECK(browser.sends("https://example.com/") == "");
  CHECK(browser.sends("https://example.org.evil.com/") == "");
}

TEST_CASE("over http, cookies that could be mistaken for a Secure one can be neither set nor removed") {
  Browser browser;
  browser.gets("https://www.example.org/", "s=1; Secure; Domain=example.org; Path=/a");
  for (const auto* header : {"s=2; Domain=example.org; Path=/a", "s=2; Path=/a/b", "s=; Path=/a; Max-Age=0"})
    browser.gets("http://www.example.org/", header);
  browser.gets("http://example.org/", "s=2; Path=/a");
  CHECK(browser.sends("https://www.example.org/a/b") == "s=1");
  browser.gets("http://www.example.org/", "s=3; Path=/");
  browser.gets("http://www.example.org/", "t=4; Path=/a");
  CHECK(browser.sends("https://www.example.org/a/b") == "s=1; t=4; s=3");
  browser.gets("https://www.example.org/", "s=5; Domain=example.org; Path=/a");
  CHECK(browser.sends("http://www.example.org/a/b") == "s=5; t=4; s=3");
}

TEST_CASE("cookies with longer paths come first, then older ones") {
  Browser browser;
  browser.gets("http://e.org/", "a=1; Path=/");
  browser.gets("http://e.org/", "b=2; Path=/x");
  browser.gets("http://e.org/", "c=3; Path=/");
  browser.gets("http://e.org/", "a=4; Path=/");
  CHECK(browser.sends("http://e.org/x") == "b=2; a=4; c=3");
}

TEST_CASE("a cookie replaces one with the same name, domain and path") {
  Browser browser;
  browser.gets("http://e.org/", "a=1");
  browser.gets("http://e.org/", "a=2; Path=/x");
  browser.gets("http://e.org/", "a=3");
  CHECK(browser.sends("http://e.org/x") == "a=2; a=3");
  CHECK(browser.jar.cookies(kNow).size() == 2);
}

TEST_CASE("an expired cookie is not sent, and removes the one that it replaces") {
  Browser browser;
  browser.gets("http://e.org/", "a=1; Max-Age=10");
  browser.gets("http://e.org/", "b=1");
  CHECK(browser.sends("http://e.org/", kNow + 9) == "a=1; b=1");
  CHECK(browser.sends("http://e.org/", kNow + 10) == "b=1");
  browser.gets("http://e.org/", "b=; Max-Age=0");
  CHECK(browser.sends("http://e.org/") == "a=1");
  CHECK(browser.changes() == " +a +b -b");
  CHECK(browser.changes() == "");
}

TEST_CASE("the fifty most recently used cookies of a domain are kept") {
  Browser browser;
  for (int i = 0; i < 50; ++i)
    browser.gets("http://e.org/", "c" + std::to_string(i) + "=1; Path=/" + std::to_string(i));
  CHECK(browser.sends("http://e.org/0") == "c0=1");
  browser.gets("http://e.org/", "new=1");
  CHECK(browser.sends("http://e.org/0") == "c0=1; new=1");
  CHECK(browser.sends("http://e.org/1") == "new=1");
  CHECK(browser.jar.cookies(kNow).size() == 50);
}

TEST_CASE("three thousand cookies are kept in all, and expired ones are dropped first") {
  Browser browser;
  browser.gets("http://first.org/", "valid=1");
  browser.gets("http://second.org/", "short=1; Max-Age=1");
  for (int i = 0; i < 2'998; ++i) browser.gets("http://e" + std::to_string(i) + ".org/", "a=1");
  CHECK(browser.jar.cookies(kNow).size() == 3'000);
  browser.gets("http://last.org/", "a=1", kNow + 2);
  CHECK(browser.sends("http://first.org/") == "valid=1");
  CHECK(browser.sends("http://second.org/") == "");
  browser.gets("http://more.org/", "a=1", kNow + 2);
  CHECK(browser.jar.cookies(kNow).size() == 3'000);
  CHECK(browser.sends("http://e0.org/") == "");
}

TEST_CASE("conformance: the cases of the HTTP state working group") {
  const auto suite = support::conformance_suite("http");
  if (!suite) return;
  support::SuiteScore score("http: cookies", 95);
  for (const auto& given : support::conformance_cases(*suite / "cookies.json")) {
    Browser browser;
    for (const auto& header : given["set_cookie"]) {
      browser.gets(given["request"].get<std::string>(), support::conformance_bytes(header));
    }
    const auto first = url(given["request"].get<std::string>());
    const std::string sent =
        browser.jar.header_for(*fetch::Url::parse(given["then"].get<std::string>(), &first), kNow);
    const bool is_right = sent == support::conformance_bytes(given["cookie"]);
    if (!is_right) MESSAGE(given["id"].get<std::string>() << " sends " << sent);
    score.count(is_right, given["id"].get<std::string>());
  }
  score.check();
}
