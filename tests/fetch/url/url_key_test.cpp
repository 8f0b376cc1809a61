#include "fetch/url/url_key.hpp"

#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using fetch::KeyPolicy;
using fetch::Url;

namespace {

std::string key(std::string_view url, KeyPolicy policy = {}) {
  return fetch::url_key(*Url::parse(url), policy).href();
}

const KeyPolicy kForm{.drop_tracking = true, .sort_query = true, .fold_slashes = true};

}  // namespace

TEST_CASE("the key has no fragment and no credentials") {
  CHECK(key("http://user:pass@h/p?q#f") == "http://h/p?q");
}

TEST_CASE("escapes are upper-case, and only where RFC 3986 needs them") {
  const std::pair<const char*, const char*> cases[] = {
      {"http://h/%66oo%2Ehtml", "http://h/foo.html"},
      {"http://h/%7euser/%c3%a9", "http://h/~user/%C3%A9"},
      {"http://h/a%2fb?c=%26&d=%3d", "http://h/a%2Fb?c=%26&d=%3D"},
      {"http://h/%2541", "http://h/%2541"},
      {"http://h/a[1]|b?x[]=^`{}\\", "http://h/a%5B1%5D%7Cb?x%5B%5D=%5E%60%7B%7D%5C"},
      {"http://h/'%27", "http://h/''"},
  };
  for (const auto& [url, wanted] : cases) CHECK(key(url) == wanted);
}

TEST_CASE("a lone percent sign is escaped and never combines with what follows") {
  CHECK(key("http://h/100%?q=50%&r=%zz") == "http://h/100%25?q=50%25&r=%25zz");
  CHECK(key("http://h/%%34%31") == "http://h/%2541");
  CHECK(key("http://h/?q=%u0107") == "http://h/?q=%u0107");
  CHECK(key("http://h/?q=%u010") == "http://h/?q=%25u010");
}

TEST_CASE("spellings that servers read alike have one key") {
  CHECK(key("http://h/?q=a%20b") == key("http://h/?q=a+b"));
  CHECK(key("http://h/?q=a b") == key("http://h/?q=a+b"));
  CHECK(key("http://h/a%2Cb") == key("http://h/a,b"));
  CHECK(key("http://h/%21%24%26%27%28%29%2a%2C%3a%3D%40") == "http://h/!$&'()*,:=@");
  CHECK(key("http://h/?%21%24%28%29%2a%2C%3a%40=x") == "http://h/?!$()*,:@=x");
  CHECK(key("http://h/?%27") == key("http://h/?'"));
}

TEST_CASE("escapes of what may separate parts stay apart") {
  for (const char* c : {"%2F", "%3B", "%3F", "%23", "%25", "%2B", "%5B"}) {
    CAPTURE(c);
    CHECK(key(std::string("http://h/a") + c + "b") == std::string("http://h/a") + c + "b");
    CHECK(key(std::string("http://h/?a") + c + "b") == std::string("http://h/?a") + c + "b");
  }
  for (const char* c : {"%26", "%3D"})
    CHECK(key(std::string("http://h/?a") + c + "b") == std::string("http://h/?a") + c + "b");
  CHECK(key("http://h/a+b") != key("http://h/a%20b"));
}

TEST_CASE("tracking parameters are removed from the query by default") {
  CHECK(key("http://h/?utm_source=a&id=1&gclid=b&fbclid=c") == "http://h/?id=1");
  CHECK(key("http://h/?utm_source=a") == "http://h/");
  CHECK(key("http://h/?%75tm_source=a&x") == "http://h/?x");
  CHECK(key("http://h/?utm=1&gclids=2&my_utm_source=3") == "http://h/?utm=1&gclids=2&my_utm_source=3");
  CHECK(key("http://h/?utm_source=a&id=1", {.drop_tracking = false}) == "http://h/?utm_source=a&id=1");
}

TEST_CASE("empty parameters and an empty query are removed, and the order is kept") {
  CHECK(key("http://h/?") == "http://h/");
  CHECK(key("http://h/?&&") == "http://h/");
  CHECK(key("http://h/?&b=1&&a=2&") == "http://h/?b=1&a=2");
  CHECK(key("http://h/?b=&a&=1") == "http://h/?b=&a&=1");
}

TEST_CASE("a query that is treated as a form is sorted by name, then value") {
  CHECK(key("http://h/?c=3&b=5&b=2&a-x=1&a=50", kForm) == "http://h/?a=50&a-x=1&b=2&b=5&c=3");
  CHECK(key("http://h/?b=&a&=1", kForm) == "http://h/?a&b");
  CHECK(key("http://h/?q=x==", kForm) == "http://h/?q=x==");
}

TEST_CASE("slashes are folded only on request, and never between scheme and host") {
  CHECK(key("http://h//a///b?c=//d") == "http://h//a///b?c=//d");
  CHECK(key("http://h//a///b?c=//d", {.fold_slashes = true}) == "http://h/a/b?c=//d");
}

TEST_CASE("the dot at the end of a host name is dropped") {
  CHECK(key("http://example.org./") == "http://example.org/");
  CHECK(key("http://./") == "http://./");
  CHECK(key("http://a../") == "http://a../");
}

TEST_CASE("the key keeps what servers may distinguish") {
  for (const char* url : {"http://h/a//b", "http://h/index.html", "http://h/A", "https://h/", "http://www.h/",
                          "http://h/a/", "http://h/a;v=1"}) {
    CHECK(key(url) == url);
  }
}

TEST_CASE("the key of a key is itself") {
  for (const char* url :
       {"http://h/%%34%31%u00%34%31", "http://u:p@h.:81/a%2e%2e/%2e%2e%2fb?%26=%3d&&utm_x#f", "http://h/?%",
        "http://h/%25%32%35", "http://h/\xc3\xa9?\xc3\xa9=[%5b", "http://h/%2e%2e%2e/..%2e"}) {
    CHECK(key(key(url)) == key(url));
    CHECK(key(key(url, kForm), kForm) == key(url, kForm));
  }
}

TEST_CASE("a URL too long to be rewritten is its own key, and a long query takes linear time") {
  const std::string brackets(23'000'000, '[');
  CHECK(key("http://u@h/" + brackets + "#f") == "http://h/" + brackets);
  std::string query;
  for (int i = 0; i < 300'000; ++i) query += "&utm_a=1&b=" + std::to_string(i);
  CHECK(key("http://h/?" + query, kForm).size() > 1'000'000);
}

namespace {

// What a suite demands of keys: key(url) == key(canonical), key(key(x)) == key(x), and different keys for
// URLs with different canonical forms. Cases for other schemes are left out, and so are those with options
// that we lack: legacy encodings of queries, and keep_blank_values.
void count_agreement(const std::filesystem::path& file, KeyPolicy policy, support::SuiteScore& score) {
  std::map<std::string, std::string> canonical_of;
  for (const auto& item : support::conformance_cases(file)) {
    const auto options = item.value("options", nlohmann::json::object());
    const auto url = Url::parse(item.at("url").get<std::string>());
    const auto canonical = Url::parse(item.at("canonical").get<std::string>());
    if (!url || !canonical || options.contains("encoding") || options.contains("keep_blank_values")) continue;
    const std::string own = fetch::url_key(*url, policy).href();
    const std::string form = canonical->without_fragment().href();
    const bool is_same = own == fetch::url_key(*canonical, policy).href();
    const bool is_alone = canonical_of.try_emplace(own, form).first->second == form;
    score.count(is_same && is_alone && key(own, policy) == own, url->href());
    if (!is_same) MESSAGE(url->href(), " has another key than ", canonical->href());
  }
}

}  // namespace

TEST_CASE("conformance: w3lib's canonical forms, with every rewrite on") {
  const auto suite = support::conformance_suite("urlkey");
  if (!suite) return;
  support::SuiteScore score("urlkey: canonicalize", 95);
  count_agreement(*suite / "canonicalize.json", kForm, score);
  score.check();
}

TEST_CASE("conformance: crawler-commons' canonical forms, with every rewrite on") {
  const auto suite = support::conformance_suite("urlkey");
  if (!suite) return;
  support::SuiteScore score("urlkey: normalize_cc", 95);
  count_agreement(*suite / "normalize_cc.json", kForm, score);
  score.check();
}

TEST_CASE("conformance: a messy link leads to the same URL as w3lib's safe form of it") {
  const auto suite = support::conformance_suite("urlkey");
  if (!suite) return;
  support::SuiteScore score("urlkey: safe_url", 95);
  const Url page = *Url::parse("http://page.example/");
  const auto leads_to = [&](const std::string& text) {
    const auto url = Url::parse(text, &page);
    return url ? fetch::url_key(*url).href() : "refused";
  };
  for (const auto& item : support::conformance_cases(*suite / "safe_url.json")) {
    const auto text = support::conformance_bytes(item.at("url"));
    const std::string wanted =
        item.contains("raises") ? "refused" : leads_to(support::conformance_bytes(item.at("result")));
    const std::string got = leads_to(text);
    score.count(got == wanted, text);
    if (got != wanted) MESSAGE(item.dump(), " became ", got, ", wanted ", wanted);
  }
  score.check();
}

TEST_CASE("URLs that differ only in a session id have one key") {
  const std::string id = "5f4dcc3b5aa765d61d8327deb882cf99";
  for (const std::string& url : std::vector<std::string>{
           "http://h/a;jsessionid=" + id + "?x=1", "http://h/a?x=1&PHPSESSID=" + id,
           "http://h/a?sid=" + id + "&x=1", "http://h/(S(lit3py55t21z5v55vlm25s55))/a?x=1",
           "http://h/a?x=1;jsessionid=" + id, "http://h/a?x=1&%50HPSESSID=" + id,
           "http://h/a;JSESSIONID=0A1B.node1?x=1"}) {
    CAPTURE(url);
    CHECK(key(url) == "http://h/a?x=1");
    CHECK(key(key(url)) == key(url));
  }
  CHECK(key("http://h/;jsessionid=" + id) == "http://h/");
  CHECK(key("http://h/(S(lit3py55t21z5v55vlm25s55))/") == "http://h/");
  CHECK(key("http://h/a;v=1;jsessionid=" + id + "/b") == "http://h/a;v=1/b");
}

TEST_CASE("what only looks like a session id stays in the key") {
  for (const char* url :
       {"http://h/?sid=12", "http://h/?sid=the-long-road-home", "http://h/a;v=1", "http://h/a;",
        "http://h/a;b;c", "http://h/foo_(bar)", "http://h/(S(1))/a", "http://h/?;a=1"}) {
    CAPTURE(url);
    CHECK(key(url) == url);
  }
  KeyPolicy keeping;
  keeping.drop_sessions = false;
  CHECK(key("http://h/a;jsessionid=1?PHPSESSID=2", keeping) == "http://h/a;jsessionid=1?PHPSESSID=2");
}

TEST_CASE("parameters that the user ignores are not in the key") {
  KeyPolicy policy;
  policy.ignored = {"ref", "f[]"};
  CHECK(key("http://h/?ref=a&x=1&f[]=2&f%5B%5D=3", policy) == "http://h/?x=1");
  CHECK(key("http://h/a;ref=2?REF=1", policy) == "http://h/a?REF=1");
}
