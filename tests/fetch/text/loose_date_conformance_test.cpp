// Dates of feedparser's tests: those that its feeds hold, whatever their elements.
#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/text/loose_date.hpp"
#include "fetch/text/time.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using Json = nlohmann::json;

namespace {

/// Year, month, day, hour, minute, second.
std::vector<int> parts_of(std::int64_t seconds) {
  const std::string utc = text::iso_seconds(seconds);
  std::vector<int> parts;
  for (const std::size_t at : {0, 5, 8, 11, 14, 17})
    parts.push_back(std::stoi(utc.substr(at, at == 0 ? 4 : 2)));
  return parts;
}

/// The dates among the texts and attributes of a document, without those of the comment that describes it.
std::vector<std::vector<int>> dates_in(std::string_view document) {
  document.remove_prefix(std::min(document.find("-->"), document.size()));
  std::vector<std::vector<int>> dates;
  while (!document.empty()) {
    constexpr std::string_view kEnds = "<>\"';=";
    const std::size_t end = std::min(document.find_first_of(kEnds), document.size());
    if (const auto date = text::parse_loose_date(document.substr(0, end))) dates.push_back(parts_of(*date));
    document.remove_prefix(std::min(end + 1, document.size()));
  }
  return dates;
}

bool is_of_date(const Json& path) {
  return path.back().is_string() && path.back().get<std::string>().ends_with("_parsed");
}

}  // namespace

TEST_CASE("the dates of feedparser's tests are read") {
  const auto suite = support::conformance_suite("feeds");
  if (!suite) return;
  support::SuiteScore score("dates: feedparser", 100);
  for (const Json& one : support::conformance_cases(*suite / "feedparser.json")) {
    for (const Json& expect : one["expect"]) {
      if (!is_of_date(expect[0]) || !expect[2].is_array()) continue;
      auto wanted = expect[2].get<std::vector<int>>();
      wanted.resize(6);
      const auto dates = dates_in(support::conformance_bytes(one["body"]));
      score.count(std::find(dates.begin(), dates.end(), wanted) != dates.end(), one["id"].get<std::string>());
    }
  }
  score.check();
}
