#include <chrono>
#include <optional>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/url/url.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using fetch::Url;

namespace {

std::string parsed(std::string_view input, std::string_view base = "") {
  const auto from = Url::parse(base);
  const auto url = Url::parse(input, from ? &*from : nullptr);
  return url ? url->href() : "refused";
}

std::string reason(std::string_view input) {
  std::string why;
  CHECK_FALSE(Url::parse(input, nullptr, &why));
  return why;
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

bool has_parts_of(const Url& url, const nlohmann::json& wanted) {
  const auto is = [&](const char* part, std::string_view own) {
    return own == wanted[part].get<std::string>();
  };
  return is("username", url.username()) && is("password", url.password()) && is("hostname", url.host()) &&
         is("port", url.port()) && is("pathname", url.path()) &&
         is("search", url.query().empty() ? "" : "?" + std::string(url.query())) &&
         is("hash", url.fragment().empty() ? "" : "#" + std::string(url.fragment())) &&
         (!wanted.contains("origin") || is("origin", url.origin()));
}

/// A case whose base is not http or https is only parsed.
std::optional<bool> comes_out_as(const nlohmann::json& item) {
  std::optional<Url> base;
  if (item.at("base").is_string()) {
    base = Url::parse(item["base"].get<std::string>());
    if (!base) return std::nullopt;
  }
  const auto url = Url::parse(item.at("input").get<std::string>(), base ? &*base : nullptr);
  if (item.value("failure", false)) return !url;
  const auto href = item.at("href").get<std::string>();
  if (!href.starts_with("http:") && !href.starts_with("https:")) return !url;
  return url && url->href() == href && has_parts_of(*url, item) && Url::parse(href)->href() == href;
}

}  // namespace

TEST_CASE("relative references resolve as RFC 3986 section 5.4 shows") {
  const std::pair<const char*, const char*> cases[] = {
      {"g", "http://a/b/c/g"},      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},    {"/g", "http://a/g"},
      {"//g", "http://g/"},         {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},  {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},  {";x", "http://a/b/c/;x"},
      {"", "http://a/b/c/d;p?q"},   {".", "http://a/b/c/"},
      {"..", "http://a/b/"},        {"../g", "http://a/b/g"},
      {"../..", "http://a/"},       {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},       {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},  {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
  };
  for (const auto& [input, href] : cases) CHECK(parsed(input, "http://a/b/c/d;p?q#f") == href);
}

TEST_CASE("mistakes that browsers forgive are forgiven (URL standard 4.4)") {
  const std::pair<std::string, const char*> cases[] = {
      {" \t\nhttp://h/a\n", "http://h/a"},
      {"ht\ntp://h/a\tb", "http://h/ab"},
      {"HTTP:\\\\h\\a\\..\\b", "http://h/b"},
      {"http:h", "http://h/"},
      {"https:/h", "https://h/"},
      {"http://///h/", "http://h/"},
      {"http://h/a/%2E%2e/b/.%2E/c/%2e", "http://h/c/"},
      {"http://h/%2e%2e%2e", "http://h/%2e%2e%2e"},
      {"http://h/a//../b", "http://h/a/b"},
      {"http://a@b@h/", "http://a%40b@h/"},
      {"http://h/a b?c d'#e f`", "http://h/a%20b?c%20d%27#e%20f%60"},
      {"http://h/%zz", "http://h/%zz"},
      {std::string("http://h/\0x", 11), "http://h/%00x"},
  };
  for (const auto& [input, href] : cases) CHECK(parsed(input) == href);
}

TEST_CASE("a scheme without slashes is relative only if the base has the same scheme") {
  CHECK(parsed("http:g", "http://a/b/c") == "http://a/b/g");
  CHECK(parsed("https:g", "http://a/b/c") == "https://g/");
  CHECK(parsed("http:", "http://a/b/c?d#e") == "http://a/b/c?d");
  CHECK(parsed("http:?x", "http://a/b/c?d#e") == "http://a/b/c?x");
}

TEST_CASE("a reference to the page itself keeps its query, even an empty one") {
  CHECK(parsed("", "http://a/b?#c") == "http://a/b?");
  CHECK(parsed("#d", "http://a/b?#c") == "http://a/b?#d");
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD") {
  CHECK(parsed("http://h/\xff?\xc3#\xe2\x82") == "http://h/%EF%BF%BD?%EF%BF%BD#%EF%BF%BD");
  CHECK(parsed("http://h/\xc3\t\xa9") == "http://h/%EF%BF%BD%EF%BF%BD");
  CHECK(parsed("http://h\xff/") == "refused");
}

TEST_CASE("a refusal says why") {
  CHECK(reason("mailto:a@b") == "not an http or https URL");
  CHECK(reason("javascript:void(0)") == "not an http or https URL");
  CHECK(reason("example.org:80/") == "not an http or https URL");
  CHECK(reason("a/b") == "a relative URL needs a base");
  CHECK(reason("") == "a relative URL needs a base");
  CHECK(reason("http://") == "the host is empty");
  CHECK(reason("http://user@/") == "the host is empty");
  CHECK(reason("http://:80/") == "the host is empty");
  CHECK(reason("http://h:65536/") == "the port is not a number up to 65535");
  CHECK(reason("http://h:x/") == "the port is not a number up to 65535");
  CHECK(reason("http://[1::2/") == "the host is not an IPv6 address");
  CHECK(reason("http://1.2.3.256/") == "the host is not an IPv4 address");
  CHECK(reason("http://a b/") == "the host is not a domain name");
  CHECK(reason("http://h/" + std::string(65 << 20, 'a')) == "the URL is too long");
}

TEST_CASE("hostile input costs linear time") {
  const std::string big(10'000'000, 'a');
  const Url deep = *Url::parse("http://" + big + "/");
  const auto start = std::chrono::steady_clock::now();
  CHECK(parsed("http://h/" + big).size() == big.size() + 9);
  CHECK(parsed("http://" + big + "/").size() == big.size() + 8);
  CHECK(parsed("http://" + big + "@h/").size() == big.size() + 10);
  CHECK(parsed(big) == "refused");
  CHECK(parsed("http://h/" + repeated("../", 3'000'000)) == "http://h/");
  CHECK(parsed("http://h/" + repeated("a/../", 2'000'000)) == "http://h/");
  CHECK(Url::parse(repeated("../", 1'000'000), &deep)->href() == deep.href());
  CHECK(parsed("http://h/" + repeated("%2e%2e/", 1'000'000)) == "http://h/");
  CHECK(parsed("http://" + repeated("a.", 100'000) + "/").size() == 200'008);
  CHECK(parsed("http://" + repeated(".", 100'000) + "/").size() == 100'008);
  CHECK(parsed("http://" + repeated("1.", 100'000) + "/") == "refused");
  CHECK(parsed("http://" + repeated("\xc3\xa9.", 100'000) + "/") == "refused");
  CHECK(parsed("http://" + repeated("@", 1'000'000) + "h/").size() == 3 * 999'999 + 10);
  CHECK(parsed("http://[" + repeated(":", 1'000'000) + "]/") == "refused");
  CHECK(parsed("http://h:" + repeated("0", 1'000'000) + "80/") == "http://h/");
  CHECK(parsed("http://h/" + std::string(1'000'000, '\0') + "x").size() == 3'000'010);
  CHECK(parsed(std::string(1'000'000, '\n') + "http://h/" + repeated("\t", 1'000'000)) == "http://h/");
  CHECK(parsed("http://h/" + repeated("\xff", 1'000'000)).size() == 9'000'009);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("conformance: web-platform-tests urltestdata; other schemes are refused") {
  const auto suite = support::conformance_suite("url");
  if (!suite) return;
  support::SuiteScore score("url: urltestdata", 100);
  for (const auto& item : support::conformance_cases(*suite / "urltestdata.json")) {
    if (const auto passed = comes_out_as(item)) score.count(*passed, item["input"].get<std::string>());
  }
  score.check();
}

TEST_CASE("conformance: every relative link that was found in real pages") {
  const auto suite = support::conformance_suite("url");
  if (!suite) return;
  support::SuiteScore score("url: resolve", 100);
  for (const auto& item : support::conformance_cases(*suite / "resolve.json")) {
    const auto href = item.at("href").get<std::string>();
    score.count(parsed(href, item.at("base").get<std::string>()) == item.at("resolved").get<std::string>(),
                href);
  }
  score.check();
}
