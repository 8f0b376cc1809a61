// JSON from outside: bodies of APIs and JSON-LD.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/extract/json/json_document.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

TEST_CASE("conformance: a JSON page is read if it is JSON, and nothing crashes") {
  const auto suite = support::conformance_suite("json");
  if (!suite) return;
  support::SuiteScore score("json: pages", 100);
  for (const auto& item : support::conformance_cases(*suite / "parsing.json")) {
    const std::string text = support::conformance_bytes(item.contains("text") ? item["text"] : item["bytes"]);
    const auto document = extract::JsonDocument::parse(text);
    if (document) CHECK(extract::JsonDocument::parse(document->root().json()).has_value());
    extract::JsonDocument::parse_lines(text);
    score.count(item["accept"].is_null() || document.has_value() == item["accept"].get<bool>(),
                item["id"].get<std::string>());
  }
  score.check();
}
