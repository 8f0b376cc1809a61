#include "storage/item_report.hpp"

namespace trawl::storage {
namespace {

/// Earlier versions know no items.
constexpr std::int64_t kItems = 5;

constexpr const char* kTables = R"sql(
WITH rules AS (SELECT max(crawl_id) AS crawl_id FROM field_health),
     counted AS (SELECT name, kind, crawl_id, value FROM counters
                 WHERE kind IN ('items added', 'items removed', 'values changed', 'items repeated'))
SELECT t.name,
       (SELECT ifnull(sum(iif(kind = 'items added', value, -value)), 0) FROM counted
        WHERE name = t.name COLLATE NOCASE AND kind IN ('items added', 'items removed')),
       (SELECT ifnull(sum(value), 0) FROM counted, rules
        WHERE name = t.name COLLATE NOCASE AND kind = 'items added' AND counted.crawl_id = rules.crawl_id),
       (SELECT ifnull(sum(value), 0) FROM counted, rules
        WHERE name = t.name COLLATE NOCASE AND kind = 'values changed' AND counted.crawl_id = rules.crawl_id),
       (SELECT ifnull(sum(value), 0) FROM counted, rules
        WHERE name = t.name COLLATE NOCASE AND kind = 'items repeated' AND counted.crawl_id = rules.crawl_id)
FROM item_tables AS t
WHERE t.name COLLATE NOCASE IN (SELECT "table" FROM field_health, rules WHERE field_health.crawl_id = rules.crawl_id)
ORDER BY t.id)sql";

constexpr const char* kFields = R"sql(
SELECT s."table", s.field, s.rows, s.matched, s.nulls, s.bad_type,
       s.rows_before, s.matched_before, s.nulls_before, s.bad_type_before
FROM field_summary AS s JOIN item_tables AS t ON t.name = s."table"
  JOIN item_columns AS f ON f.table_id = t.id AND f.name = s.field
ORDER BY t.id, f.id)sql";

FieldTally tally_in(const Rows& rows, int first) {
  FieldTally tally;
  tally.rows = rows.integer(first);
  tally.matched = rows.integer(first + 1);
  tally.nulls = rows.integer(first + 2);
  tally.bad_type = rows.integer(first + 3);
  return tally;
}

}  // namespace

double FieldTally::percent(std::int64_t count) const {
  return rows == 0 ? 100 : 100 * static_cast<double>(count) / static_cast<double>(rows);
}

bool FieldReport::is_worse() const {
  constexpr double kNotable = 0.1;
  if (!before || before->rows == 0) return false;
  return now.null_percent() >= before->null_percent() + kNotable ||
         now.bad_type_percent() >= before->bad_type_percent() + kNotable;
}

ItemReport read_item_report(Connection& connection) {
  ItemReport report;
  if (connection.integer("PRAGMA user_version") < kItems) return report;
  {
    Statement select(connection, kTables);
    Rows rows = select.rows();
    while (rows.next()) {
      TableReport& table = report.tables.emplace_back();
      table.table = rows.text(0);
      table.rows = rows.integer(1);
      table.added = rows.integer(2);
      table.changed = rows.integer(3);
      table.repeated = rows.integer(4);
    }
  }
  Statement select(connection, kFields);
  Rows rows = select.rows();
  while (rows.next()) {
    FieldReport& field = report.fields.emplace_back();
    field.table = rows.text(0);
    field.field = rows.text(1);
    field.now = tally_in(rows, 2);
    if (!rows.is_null(6)) field.before = tally_in(rows, 6);
  }
  return report;
}

}  // namespace trawl::storage
