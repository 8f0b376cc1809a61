#include "scraper/page/usage_preferences.hpp"

#include <doctest/doctest.h>

#include "scraper/page/structured_field.hpp"

using namespace trawl;
using page::UsagePreference;

namespace {

using Preferences = std::vector<UsagePreference>;

/// "train-ai=n search=y": "?" for what has no label or no value.
std::string shown(const Preferences& preferences) {
  std::string text;
  for (const UsagePreference& one : preferences)
    text += (text.empty() ? "" : " ") + (one.label.empty() ? "?" : one.label) + "=" +
            (one.value.empty() ? "?" : one.value);
  return text;
}

std::string dictionary(std::string_view field) {
  const auto members = page::parse_dictionary(field);
  if (!members) return "none";
  std::string text;
  for (const auto& [key, token] : *members) text += (text.empty() ? "" : " ") + key + "=" + token;
  return text;
}

Preferences usage(std::string_view field) {
  return page::content_usage(field, "header content-usage", "", field);
}
Preferences signal(std::string_view field) {
  return page::content_signal(field, "header content-signal", "", field);
}

std::string forbidden(const Preferences& preferences, std::vector<std::string> labels) {
  return page::forbidden_use(preferences, labels).value_or("");
}

}  // namespace

TEST_CASE("a dictionary is one by RFC 9651 section 4.2.2, whatever its values are, or says nothing") {
  const std::pair<std::string_view, const char*> cases[] = {
      {"", ""},
      {"a=n", "a=n"},
      {"  a=n,\tb=y ", "a=n b=y"},
      {"a=n, a=y", "a=y"},
      {"a, b;x=1, c=?1;y, *d=t", "a= b= c= *d=t"},
      {"a=1, b=-2.5, c=\"q\\\"\\\\\", d=:aGk=:, e=(x \"y\" 1;p);q, f=@1659578233, g=%\"f%c3\", h=y",
       "a= b= c= d= e= f= g= h=y"},
      {"a=y;exception=\"x\"", "a=y"},
      {"a=*t/x:y!", "a=*t/x:y!"},
      {"a=n,", "none"},
      {"a=n,,b=y", "none"},
      {",a=n", "none"},
      {"a=n b=y", "none"},
      {"a =n", "none"},
      {"a= n", "none"},
      {"A=n", "none"},
      {"a=", "none"},
      {"1=n", "none"},
      {"a=\"open", "none"},
      {"a=\"\\x\"", "none"},
      {"a=(b", "none"},
      {"a=(b)(c)", "none"},
      {"a=(b\"c\")", "none"},
      {"a=1.", "none"},
      {"a=1.2345", "none"},
      {"a=1234567890123456", "none"},
      {"a=?2", "none"},
      {"a=:x", "none"},
      {"a=y;", "none"},
      {"a=y;B", "none"},
      {"a=\xc3\xa9", "none"},
      {"a=y\n", "none"},
      {"\ta=y", "none"},
  };
  for (const auto& [given, wanted] : cases) {
    const auto& field = given;
    CAPTURE(field);
    CHECK(dictionary(field) == wanted);
  }
}

TEST_CASE("Content-Usage knows y and n alone; what is no dictionary has no label") {
  CHECK(shown(usage("train-ai=n, search=y")) == "train-ai=n search=y");
  CHECK(shown(usage("train-ai=no, search=Y, bots, x=?0, y=\"n\", train-genai=n;q")) ==
        "train-ai=? search=? bots=? x=? y=? train-genai=n");
  CHECK(shown(usage("train-ai=n; ")) == "?=?");
  CHECK(usage("train-ai=n,")[0].raw == "train-ai=n,");
  CHECK(usage("").empty());
}

TEST_CASE("Content-Signal is read as people write it") {
  CHECK(shown(signal("search=yes, ai-input=no,ai-train=no")) == "search=yes ai-input=no ai-train=no");
  CHECK(shown(signal(" Search = YES ,, ai-train=maybe, =no, ai-input")) ==
        "search=yes ai-train=? ai-input=?");
  CHECK(signal(" , ").empty());
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "l" + std::to_string(i) + "=no,";
  CHECK(signal(many).size() == page::kMostLabels);
  CHECK(signal(many)[0].raw.size() == page::kLongestRaw);
}

TEST_CASE("tdmrep.json gives a rule for each location, and nothing for what is no such file") {
  const auto rules = page::tdm_rules(R"([
    {"location": "/", "tdm-reservation": 0},
    {"location": "/a/", "tdm-reservation": "1", "tdm-policy": "https://a.example/p"},
    {"location": "/odd", "tdm-reservation": 7}, {"tdm-reservation": 1}, 5, {"location": 5}])");
  CHECK(shown(rules) ==
        "tdm-reservation=0 tdm-reservation=1 tdm-policy=https://a.example/p tdm-reservation=?");
  CHECK(rules[1].scope == "/a/");
  CHECK(rules[1].source == "tdmrep.json");
  for (const char* const text : {"", "{}", "[", "null", "<html>", "\"x\"", "[[]]", "\xff"})
    CHECK(page::tdm_rules(text).empty());
  CHECK(page::tdm_rules(std::string(200'000, '[')).empty());
  const std::string deep = "[{\"location\":\"/\",\"tdm-reservation\":1,\"x\":" + std::string(100'000, '[') +
                           std::string(100'000, ']') + "}]";
  CHECK(shown(page::tdm_rules(deep)) == "tdm-reservation=1");
  std::string many = "[";
  for (int i = 0; i < 1'100; ++i) many += R"({"location": "/", "tdm-reservation": 1},)";
  many.back() = ']';
  CHECK(page::tdm_rules(many).size() == 1'000);
}

TEST_CASE("a use is forbidden by the stricter of what is said, and not by what nobody speaks of") {
  const Preferences both = [] {
    Preferences all = usage("train-ai=y, search=y, x=maybe");
    const Preferences more = signal("ai-train=no, search=yes");
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }();
  CHECK(forbidden(both, {}) == "");
  CHECK(forbidden(both, {"search"}) == "");
  CHECK(forbidden(both, {"x", "ai-input", "tdm"}) == "");
  CHECK(forbidden(both, {"train-ai"}) == "ai-train=no (header content-signal)");
  CHECK(forbidden(both, {"ai-train"}) == "ai-train=no (header content-signal)");
  CHECK(forbidden(both, {"search", "all"}) == "ai-train=no (header content-signal)");
  CHECK(forbidden(usage("train-ai=n"), {"train-genai"}) == "train-ai=n (header content-usage)");
  CHECK(forbidden(usage("train-ai=n, train-genai=y"), {"train-genai"}) == "");
  CHECK(forbidden(usage("train-genai=n"), {"train-ai"}) == "");
  Preferences tdm = page::tdm_rules(R"([{"location": "/", "tdm-reservation": 1}])");
  CHECK(forbidden(tdm, {"tdm"}) == "tdm-reservation=1 (tdmrep.json)");
  tdm[0].value = "0";
  CHECK(forbidden(tdm, {"tdm", "all"}) == "");
  UsagePreference no_ai;
  no_ai.label = "noai";
  no_ai.source = "meta robots";
  CHECK(forbidden({no_ai}, {"noai"}) == "noai (meta robots)");
  CHECK(forbidden({no_ai}, {"noimageai", "train-ai"}) == "");
}
