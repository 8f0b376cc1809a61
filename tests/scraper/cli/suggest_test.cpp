#include "scraper/cli/suggest.hpp"

#include <array>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

constexpr std::array<std::string_view, 5> kKnown{"delay", "depth", "user-agent", "headers", "ui"};

}  // namespace

TEST_CASE("a word with one or two typos finds the word that was meant") {
  CHECK(cli::nearest("dleay", kKnown) == "delay");
  CHECK(cli::nearest("dealy", kKnown) == "delay");
  CHECK(cli::nearest("user_agent", kKnown) == "user-agent");
  CHECK(cli::nearest("header", kKnown) == "headers");
}

TEST_CASE("the nearest of several words wins") {
  CHECK(cli::nearest("deph", kKnown) == "depth");
}

TEST_CASE(
    "a short word must be nearer: half of it may not be wrong, but two letters may have changed places") {
  constexpr std::array<std::string_view, 3> known{"help", "ui", "input"};
  CHECK(cli::nearest("hlep", known) == "help");
  CHECK(cli::nearest("help!", known) == "help");
  CHECK(cli::nearest("hxxp", known) == std::nullopt);
  CHECK(cli::nearest("ux", known) == std::nullopt);
  CHECK(cli::nearest("iu", known) == std::nullopt);
  CHECK(cli::nearest("uii", known) == "ui");
  CHECK(cli::nearest("inptu", known) == "input");
}

TEST_CASE("a selector in another language than its own gets a hint at that one, and others none") {
  using extract::Language;
  constexpr const char* kXPath = "; that looks like an XPath: use --xpath";
  constexpr const char* kJson = "; that looks like a JSONPath: use --json";
  for (const char* path : {"//h1", " /html", "./a", "(//a)[1]"})
    CHECK(cli::language_hint(Language::css, path, "--") == kXPath);
  CHECK(cli::language_hint(Language::css, "$.x", "--") == kJson);
  CHECK(cli::language_hint(Language::xpath, "$[0]", "--") == kJson);
  CHECK(cli::language_hint(Language::css, "//a") == "; that looks like an XPath: use xpath");
  CHECK(cli::language_hint(Language::css, ".") == "; the element itself is :scope");
  CHECK(cli::language_hint(Language::json, ".title") == "; a JSONPath begins with $: $.title");
  for (const char* css : {"a >", "[href^='/']", ".x..y", ""})
    CHECK(cli::language_hint(Language::css, css) == "");
  CHECK(cli::language_hint(Language::xpath, "//a[", "--") == "");
  CHECK(cli::language_hint(Language::json, "/a~", "--") == "");
}

TEST_CASE("nothing is suggested for a word unlike all others") {
  for (const std::string& word :
       {std::string("colour"), std::string("xx"), std::string(), std::string(10'000, 'd')}) {
    CHECK(cli::nearest(word, kKnown) == std::nullopt);
  }
  CHECK(cli::did_you_mean("colour", kKnown) == "");
  CHECK(cli::did_you_mean("delya", kKnown) == " (did you mean 'delay'?)");
}
