#include "scraper/crawl/rules/scope.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

using crawl::Options;
using crawl::OutOfScope;
using crawl::Scope;
using crawl::ScopePreset;

namespace {

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

Options options_of(ScopePreset preset) {
  Options options;
  options.scope = preset;
  return options;
}

/// Why a URL is outside; none for one that belongs to the crawl.
std::optional<OutOfScope> why_not(const Scope& scope, std::string_view text, int depth = 1) {
  return scope.refuses(url(text), depth);
}

bool is_inside(ScopePreset preset, std::string_view seed, std::string_view text) {
  return why_not(Scope(options_of(preset), {url(seed)}), text) == std::nullopt;
}

}  // namespace

TEST_CASE("scope host folds the scheme and www.") {
  constexpr auto kHost = ScopePreset::host;
  for (const auto* seed : {"http://example.org/", "https://www.example.org/deep/page"}) {
    CAPTURE(seed);
    CHECK(is_inside(kHost, seed, "http://example.org/x"));
    CHECK(is_inside(kHost, seed, "https://example.org/x"));
    CHECK(is_inside(kHost, seed, "https://www.example.org/x"));
    CHECK_FALSE(is_inside(kHost, seed, "https://blog.example.org/x"));
    CHECK_FALSE(is_inside(kHost, seed, "https://example.com/"));
    CHECK_FALSE(is_inside(kHost, seed, "https://example.org:8443/"));
  }
}

TEST_CASE("explicit ports must be equal, and then www. is not folded") {
  constexpr auto kSeed = "http://127.0.0.1:8080/";
  CHECK(is_inside(ScopePreset::host, kSeed, "http://127.0.0.1:8080/x"));
  CHECK_FALSE(is_inside(ScopePreset::host, kSeed, "http://127.0.0.1:8081/x"));
  CHECK_FALSE(is_inside(ScopePreset::host, kSeed, "http://127.0.0.1/x"));
  CHECK_FALSE(is_inside(ScopePreset::host, "http://a.org:8080/", "http://www.a.org:8080/"));
}

TEST_CASE("scope page is the seeds alone") {
  CHECK(is_inside(ScopePreset::page, "http://a.org/x?q", "https://www.a.org/x?q#part"));
  CHECK_FALSE(is_inside(ScopePreset::page, "http://a.org/x?q", "http://a.org/x"));
  CHECK_FALSE(is_inside(ScopePreset::page, "http://a.org/x", "http://a.org/x/y"));
}

TEST_CASE("scope prefix is the folder of a seed and what lies below") {
  CHECK(is_inside(ScopePreset::prefix, "http://a.org/docs/index.html", "http://a.org/docs/deep/er.html"));
  CHECK(is_inside(ScopePreset::prefix, "http://a.org/docs/", "https://www.a.org/docs/"));
  CHECK_FALSE(is_inside(ScopePreset::prefix, "http://a.org/docs/", "http://a.org/docs"));
  CHECK_FALSE(is_inside(ScopePreset::prefix, "http://a.org/docs/", "http://a.org/docs-old/"));
  CHECK_FALSE(is_inside(ScopePreset::prefix, "http://a.org/docs/", "http://b.org/docs/"));
  CHECK(is_inside(ScopePreset::prefix, "http://a.org/docs", "http://a.org/blog"));
}

TEST_CASE("scope domain is every host of the registrable domain, whatever its port") {
  CHECK(is_inside(ScopePreset::domain, "https://www.example.org/", "http://blog.example.org:8080/x"));
  CHECK_FALSE(is_inside(ScopePreset::domain, "https://www.example.org/", "https://example.com/"));
  CHECK(is_inside(ScopePreset::domain, "http://127.0.0.1:1/", "http://127.0.0.1:2/"));
}

TEST_CASE("scope any is everything") {
  CHECK(is_inside(ScopePreset::any, "http://a.org/", "http://b.org/"));
}

TEST_CASE("each seed widens the scope") {
  const Scope scope(options_of(ScopePreset::host), {url("http://a.org/"), url("http://b.org/")});
  CHECK(why_not(scope, "http://b.org/x") == std::nullopt);
  CHECK(why_not(scope, "http://c.org/x") == OutOfScope::preset);
}

TEST_CASE("include and exclude see the URL without its fragment, and exclude wins") {
  Options options;
  options.include = {"/news/"};
  options.exclude = {"\\.pdf$"};
  const Scope scope(options, {url("http://a.org/")});
  CHECK(why_not(scope, "http://a.org/news/1") == std::nullopt);
  CHECK(why_not(scope, "http://a.org/old/1") == OutOfScope::include);
  CHECK(why_not(scope, "http://a.org/x#/news/") == OutOfScope::include);
  CHECK(why_not(scope, "http://a.org/news/1.pdf#page=2") == OutOfScope::exclude);
}

TEST_CASE("no include must match at depth 0") {
  Options options;
  options.include = {"/news/"};
  options.exclude = {"/secret"};
  const Scope scope(options, {url("http://a.org/")});
  CHECK(why_not(scope, "http://a.org/", 0) == std::nullopt);
  CHECK(why_not(scope, "http://a.org/secret", 0) == OutOfScope::exclude);
}

TEST_CASE("the depth counts links from a seed") {
  Options options;
  options.depth = 2;
  const Scope scope(options, {url("http://a.org/")});
  CHECK(why_not(scope, "http://a.org/x", 2) == std::nullopt);
  CHECK(why_not(scope, "http://a.org/x", 3) == OutOfScope::depth);
}

TEST_CASE("internal is the hosts of the seeds, or their domains where the scope is wider") {
  const std::vector seeds{url("http://a.org/docs/")};
  CHECK(Scope(options_of(ScopePreset::page), seeds).internal(url("https://www.a.org/x")));
  CHECK_FALSE(Scope(options_of(ScopePreset::host), seeds).internal(url("http://b.a.org/")));
  CHECK(Scope(options_of(ScopePreset::any), seeds).internal(url("http://b.a.org/")));
  CHECK_FALSE(Scope(options_of(ScopePreset::any), seeds).internal(url("http://b.org/")));
}

TEST_CASE("a bad pattern is refused with its flag") {
  Options options;
  options.exclude = {"("};
  CHECK_THROWS_WITH_AS(Scope(options, {}), doctest::Contains("exclude '('"), std::invalid_argument);
}

TEST_CASE("at depth 0, scopes page and prefix have what a seed redirects to on its host") {
  for (const auto preset : {ScopePreset::page, ScopePreset::prefix}) {
    const Scope scope(options_of(preset), {url("http://a.org/docs/x")});
    CHECK(why_not(scope, "https://www.a.org/home", 0) == std::nullopt);
    CHECK(why_not(scope, "https://www.a.org/home", 1) == OutOfScope::preset);
    CHECK(why_not(scope, "http://b.org/docs/x", 0) == OutOfScope::preset);
  }
}

TEST_CASE("a seed that moves takes its folder along, within its host") {
  Scope scope(options_of(ScopePreset::prefix), {url("http://a.org/docs")});
  scope.move_seed(url("http://a.org/docs"), url("http://b.org/"));
  scope.move_seed(url("http://a.org/other"), url("http://a.org/x/"));
  CHECK(why_not(scope, "http://a.org/blog") == std::nullopt);
  scope.move_seed(url("http://a.org/docs"), url("https://www.a.org/docs/"));
  CHECK(why_not(scope, "http://a.org/blog") == OutOfScope::preset);
  CHECK(why_not(scope, "http://a.org/docs/a") == std::nullopt);
  scope.move_seed(url("https://www.a.org/docs/"), url("https://www.a.org/docs/en/"));
  CHECK(why_not(scope, "http://a.org/docs/a") == OutOfScope::preset);
}

TEST_CASE("a folder stays while another seed is in it") {
  Scope scope(options_of(ScopePreset::prefix), {url("http://a.org/docs"), url("http://a.org/index.html")});
  scope.move_seed(url("http://a.org/docs"), url("http://a.org/docs/"));
  CHECK(why_not(scope, "http://a.org/blog") == std::nullopt);
}

TEST_CASE("links that end the user's session are outside, unless a seed asks for them") {
  Options options;
  const std::vector seeds{url("http://a.org/")};
  CHECK(why_not(Scope(options, seeds), "http://a.org/logout") == std::nullopt);
  options.cookies = {{"sid", "1"}};
  CHECK(why_not(Scope(options, seeds), "http://a.org/logout") == OutOfScope::logout);
  CHECK(why_not(Scope(options, seeds), "http://a.org/logout", 0) == std::nullopt);
}
