#include "scraper/extract/rows/page_budget.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "scraper/extract/extractor.hpp"
#include "tests/support/spider_rules.hpp"

using namespace trawl;
using namespace trawl::extract;

namespace {

using support::css;
using support::FieldOf;
using support::json;
using support::selector;
using support::SpiderRules;

const Selector kOneRow;

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  while (times-- > 0) text += piece;
  return text;
}

Extracted extracted(const std::string& body, const SpiderRules& rules, const PageLimits& limits = {},
                    const std::string& type = "text/html") {
  const fetch::Url url = fetch::Url::parse("http://a.test/").value();
  const PageInput input(url, body, type);
  PageSources sources(input, {}, limits);
  return Extractor(rules.made()).extract(sources);
}

std::string notes_of(const Extracted& result) {
  std::string all;
  for (const ExtractNote& note : result.notes) all += note.kind + ": " + note.text + "\n";
  return all;
}

const std::string kRows = repeated("<p><b>12345678</b></p>", 100);

}  // namespace

TEST_CASE("texts in texts do not make a list of a field larger than one may be") {
  PageLimits limits;
  limits.field_texts = 1 << 20;
  const std::string page = "<title>T</title>" + repeated("<div>", 400) + std::string(5'000, 'x');
  const auto result = extracted(
      page,
      SpiderRules().items("", "t", kOneRow, {FieldOf("x", css("div")).is_list(), FieldOf("y", css("title"))}),
      limits);
  REQUIRE(result.items.size() == 1);
  CHECK(std::holds_alternative<std::monostate>(result.items[0].values[0]));
  CHECK(std::get<std::string>(result.items[0].values[1]) == "T");
  CHECK(notes_of(result) == "extract limit: the field x: its texts may have 1 MiB on one row\n");
}

TEST_CASE("rows share a budget of bytes, and those that were whole before it ended are kept") {
  PageLimits limits;
  limits.values = 83;
  const auto rules = SpiderRules().items("", "t", css("p"), {FieldOf("x", css("b"))});
  const auto by_values = extracted(kRows, rules, limits);
  CHECK(by_values.items.size() == 10);
  CHECK(notes_of(by_values) ==
        "extract limit: the field x: the values of a page may have 0 MiB\n"
        "extract limit: the rows of t behind the first 10 were left out\n");
  limits = {};
  limits.texts = 10 * (8 + sizeof(std::string));
  CHECK(extracted(kRows, rules, limits).items.size() == 10);
  limits = {};
  limits.cells = 10;
  const auto by_cells = extracted(kRows, rules, limits);
  CHECK(by_cells.items.size() == 10);
  CHECK(notes_of(by_cells).starts_with("extract limit: the rows of t: a page may have 10 values"));
}

TEST_CASE("markup of rows in rows counts for patterns, too") {
  PageLimits limits;
  limits.texts = 1 << 20;
  const std::string page = repeated("<div>", 400) + std::string(5'000, 'x');
  const auto result = extracted(
      page, SpiderRules().items("", "t", css("div"), {FieldOf("x", selector(Language::regex, "(y)"))}),
      limits);
  CHECK(notes_of(result).starts_with("extract limit: the rows of t: the texts of a page may have 1 MiB\n"));
}

TEST_CASE("a large page within the budget is read whole") {
  PageLimits limits;
  limits.cpu = std::chrono::seconds(20);
  const std::string page = repeated("<p>" + std::string(1'000, 'x') + "</p>", 20'000);
  const auto result = extracted(
      page, SpiderRules().items("", "t", css("p"), {FieldOf("x", selector(Language::xpath, "."))}), limits);
  CHECK(result.items.size() == 20'000);
  CHECK(notes_of(result).empty());
}

TEST_CASE("the selectors of all rows share a budget of steps, in each language that takes some") {
  struct Case {
    Selector select, field;
    const char* body;
    const char* type;
  };
  const std::string list = "[" + repeated(R"({"a":[1,2,3,4,5,6,7,8,9]},)", 99) + R"({"a":[]}])";
  const Case cases[] = {{css("p"), css("b"), kRows.c_str(), "text/html"},
                        {css("p"), css("b:first-child"), kRows.c_str(), "text/html"},
                        {css("p"), selector(Language::xpath, "count(.//b)"), kRows.c_str(), "text/html"},
                        {json("$[*]"), json("$.a[*]"), list.c_str(), "application/json"}};
  for (const Case& one : cases) {
    CAPTURE(one.field.text);
    PageLimits limits;
    const auto rules = SpiderRules().items("", "t", one.select, {FieldOf("x", one.field)});
    CHECK(extracted(one.body, rules, limits, one.type).items.size() == 100);
    limits.steps = 500;
    const auto result = extracted(one.body, rules, limits, one.type);
    CHECK(result.items.size() > 1);
    CHECK(result.items.size() < 100);
    CHECK(notes_of(result).find(
              "the field x: the rules of a page may take 500 steps; begin paths at the row") !=
          std::string::npos);
    for (const Item& item : result.items) CHECK(!std::holds_alternative<std::monostate>(item.values[0]));
  }
}

TEST_CASE("patterns that read the rest of a text for each match end by the clock, and are noted") {
  PageLimits limits;
  limits.cpu = std::chrono::milliseconds(0);
  limits.scanned = 1 << 20;
  PageLimits patient;
  patient.cpu = std::chrono::seconds(20);
  const std::string slow = "a(?:(?s:.)*b)?", text = std::string(5'000, 'a');
  const std::string path = "re:replace(., '" + slow + "', 'g', '')";
  const FieldOf fields[] = {FieldOf("x", selector(Language::regex, slow)).is_list(),
                            FieldOf("x", css("p")).filter("sub", {slow, ""}),
                            FieldOf("x", selector(Language::xpath, path))};
  for (const FieldOf& field : fields) {
    CAPTURE(field.selectors[0].text);
    const auto rules =
        SpiderRules().items("", "t", kOneRow, {field, FieldOf("y", selector(Language::url, ".*"))});
    const auto result = extracted("<p>" + text, rules, limits);
    REQUIRE(result.items.size() == 1);
    CHECK(std::holds_alternative<std::monostate>(result.items[0].values[0]));
    CHECK(notes_of(result).find(
              "the field x: the rules of a page may take 0 ms of CPU; use patterns that end soon") !=
          std::string::npos);
    CHECK(notes_of(extracted("<p>" + text, rules, patient)).empty());
  }
  const std::string list = "[" + repeated("\"" + text + "\",", 300) + "1]";
  const auto result = extracted(list, SpiderRules().items("", "t", json("$[?search(@, 'a.*b')]"), {}), limits,
                                "application/json");
  CHECK(notes_of(result).find("ms of CPU") != std::string::npos);
}

TEST_CASE("matches that are found at once are not held for slow") {
  PageLimits limits;
  limits.cpu = std::chrono::seconds(20);
  const std::string page = repeated("word ", 150'000);
  const auto result = extracted(
      page,
      SpiderRules().items("", "t", kOneRow, {FieldOf("x", selector(Language::regex, "\\w+")).is_list()}),
      limits);
  CHECK(std::get<std::string>(result.items[0].values[0]).size() == 150'000 * 7 + 1);
  CHECK(notes_of(result).empty());
}

TEST_CASE("meta, url and JSON-LD are read once for all rows of a page") {
  PageLimits limits;
  limits.steps = 4'000;
  const std::string page =
      R"(<meta name=d content=D><script type="application/ld+json">{"@type":"T","n":7}</script>)" + kRows;
  const auto result = extracted(page,
                                SpiderRules().items("", "t", css("p"),
                                                    {FieldOf("m", selector(Language::meta, "d")),
                                                     FieldOf("u", selector(Language::url, "http")),
                                                     FieldOf("j", selector(Language::json_ld, "$.n"))}),
                                limits);
  REQUIRE(result.items.size() == 100);
  CHECK(notes_of(result).empty());
  CHECK(std::get<std::string>(result.items[99].values[0]) == "D");
  CHECK(std::get<std::string>(result.items[99].values[1]) == "http");
  CHECK(std::get<std::string>(result.items[99].values[2]) == "7");
}

TEST_CASE("links are followed though the rows have used the budget up") {
  PageLimits limits;
  limits.steps = 500;
  const auto rules =
      SpiderRules().items("", "t", css("p"), {FieldOf("x", css("b:first-child"))}).follow(css("a"));
  const auto result = extracted(kRows + "<a href=/next>n</a>", rules, limits);
  CHECK(result.items.size() < 100);
  REQUIRE(result.followed.size() == 1);
  CHECK(result.followed[0].url == "http://a.test/next");
}
