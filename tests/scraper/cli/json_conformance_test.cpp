// JSON from outside: the input lines of `trawl inspect`.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/cli/inspect/inspection.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

TEST_CASE("conformance: JSON is accepted, anything else is refused, and nothing crashes") {
  const auto suite = support::conformance_suite("json");
  if (!suite) return;
  const auto inspect = cli::inspections().front().answer;
  support::SuiteScore score("json: parsing", 100);
  for (const auto& item : support::conformance_cases(*suite / "parsing.json")) {
    const std::string text = support::conformance_bytes(item.contains("text") ? item["text"] : item["bytes"]);
    const auto answer = nlohmann::json::parse(inspect(text));
    const bool is_read = answer.value("error", "") != "the line is not JSON";
    score.count(item["accept"].is_null() || is_read == item["accept"].get<bool>(),
                item["id"].get<std::string>());
  }
  score.check();
}
