#include "scraper/cli/print/item_lines.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

storage::FieldTally tally(std::int64_t rows, std::int64_t matched, std::int64_t nulls,
                          std::int64_t bad_type) {
  storage::FieldTally tally;
  tally.rows = rows;
  tally.matched = matched;
  tally.nulls = nulls;
  tally.bad_type = bad_type;
  return tally;
}

std::string lines(const storage::ItemReport& report) {
  std::string text;
  for (const auto& [label, line] : cli::item_lines(report)) text += label + "|" + line + "\n";
  return text;
}

std::string lines_of(storage::FieldTally now, std::optional<storage::FieldTally> before) {
  storage::ItemReport report;
  storage::FieldReport& field = report.fields.emplace_back();
  field.table = "t";
  field.field = "price";
  field.now = now;
  field.before = before;
  return lines(report);
}

}  // namespace

TEST_CASE("each table has a line, with what is new and changed") {
  storage::ItemReport report;
  report.tables.resize(3);
  report.tables[0].table = "a\x1b";
  report.tables[0].rows = report.tables[0].added = 1234;
  report.tables[1].table = "b";
  report.tables[1].rows = 1;
  report.tables[2].table = "c";
  report.tables[2].rows = 5;
  report.tables[2].added = 2;
  report.tables[2].changed = 1;
  CHECK(lines(report) ==
        "items|a\\x1b: 1,234 rows\nitems|b: 1 row\nitems|c: 5 rows, 2 new, 1 value changed\n");
}

TEST_CASE("a field whose values are mostly of the wrong type has a line, whatever it was last run") {
  const std::string line = "bad type|t.price: 58 of 59 rows have a value of the wrong type\n";
  CHECK(lines_of(tally(59, 59, 58, 58), std::nullopt) == line);
  CHECK(lines_of(tally(59, 59, 58, 58), tally(59, 59, 58, 58)) == line);
  CHECK(lines_of(tally(59, 1, 59, 1), std::nullopt) ==
        "bad type|t.price: 1 of 59 rows have a value of the wrong type\n");
  CHECK(lines_of(tally(59, 59, 20, 20), std::nullopt) == "");
}

TEST_CASE("rows that others of their page have replaced have a line, and an empty table its reason") {
  storage::ItemReport report;
  storage::TableReport& table = report.tables.emplace_back();
  table.table = "t";
  table.repeated = 1;
  table.why_empty = "nobody knows";
  CHECK(lines(report) ==
        "items|t: 0 rows; nobody knows\n"
        "repeated|t: 1 row had the key of a later row of the same page, which replaced it\n");
}

TEST_CASE("a field has a line if it is worse than last run, or nowhere") {
  CHECK(lines_of(tally(10, 9, 1, 0), tally(10, 9, 1, 0)) == "");
  CHECK(lines_of(tally(10, 9, 0, 0), tally(10, 9, 1, 0)) == "");
  CHECK(lines_of(tally(10, 9, 1, 0), std::nullopt) == "");
  CHECK(lines_of(tally(8, 8, 1, 0), tally(10, 10, 0, 0)) == "worse|t.price: 12.5% NULL, 0% last run\n");
  CHECK(lines_of(tally(10, 10, 2, 1), tally(10, 10, 2, 0)) ==
        "worse|t.price: 20% NULL, 20% last run; 10% of the wrong type, 0% last run\n");
  CHECK(lines_of(tally(0, 0, 0, 0), tally(1000, 10, 0, 0)) == "worse|t.price: no row; 1,000 last run\n");
  CHECK(lines_of(tally(1, 0, 1, 0), std::nullopt) == "missing|t.price: found in none of 1 row\n");
  CHECK(lines_of(tally(7, 0, 7, 0), tally(7, 0, 7, 0)) == "missing|t.price: found in none of 7 rows\n");
}
