#include "storage/tables/health_table.hpp"

#include <array>
#include <charconv>
#include <map>
#include <string>

#include <fmt/format.h>

namespace trawl::storage {
namespace {

constexpr const char* kBegin = R"sql(
INSERT INTO field_health(crawl_id, "table", field) VALUES (?, ?, ?) ON CONFLICT DO NOTHING)sql";

constexpr const char* kCount = R"sql(
INSERT INTO field_health(crawl_id, "table", field, rows, matched, nulls, bad_type)
SELECT ?1, t.name, f.name, ?3, ?4, ?5, ?6 FROM item_columns AS f JOIN item_tables AS t ON t.id = f.table_id WHERE f.id = ?2
ON CONFLICT DO UPDATE SET rows = rows + excluded.rows, matched = matched + excluded.matched,
                          nulls = nulls + excluded.nulls, bad_type = bad_type + excluded.bad_type)sql";

constexpr const char* kCountRepeats = R"sql(
INSERT INTO counters(crawl_id, kind, name, value) SELECT ?1, ?2, name, ?4 FROM item_tables WHERE id = ?3
ON CONFLICT DO UPDATE SET value = value + excluded.value)sql";

/// In an entry of `item_pages`, instead of the id of a column: the id of a table and its repeats follow.
constexpr std::int64_t kOfTable = 0;

/// rows, matched, nulls, bad_type
using Counts = std::array<std::int64_t, 4>;

/// The numbers in a text that is written by this file alone.
std::vector<std::int64_t> numbers_in(const std::string& json) {
  std::vector<std::int64_t> numbers;
  const char* const end = json.data() + json.size();
  for (const char* at = json.data(); at < end;) {
    std::int64_t number = 0;
    const auto [after, error] = std::from_chars(at, end, number);
    if (error == std::errc()) numbers.push_back(number);
    at = after == at ? at + 1 : after;
  }
  return numbers;
}

}  // namespace

HealthTable::HealthTable(Connection& connection)
    : begin_(connection, kBegin),
      count_(connection, kCount),
      count_repeats_(connection, kCountRepeats),
      add_page_(connection, "INSERT OR REPLACE INTO item_pages(page_id, health) VALUES (?, ?)"),
      read_page_(connection, "SELECT health FROM item_pages WHERE page_id = ?"),
      remove_page_(connection, "DELETE FROM item_pages WHERE page_id = ?") {}

void HealthTable::begin(std::int64_t crawl_id, const std::vector<DeclaredTable>& tables) {
  for (const DeclaredTable& table : tables)
    for (const ItemColumn& column : table.columns) begin_.run(crawl_id, table.name, column.name);
}

void HealthTable::add(std::int64_t page_id, std::int64_t crawl_id, const std::vector<DeclaredTable>& tables,
                      const std::vector<FieldHealth>& health, const std::vector<std::int64_t>& repeats) {
  std::map<std::int64_t, Counts> fields;
  for (const FieldHealth& one : health) {
    Counts& counts = fields[tables.at(one.table).column_ids.at(one.field)];
    counts[0] += one.rows;
    counts[1] += one.matched;
    counts[2] += one.nulls;
    counts[3] += one.bad_type;
  }
  std::string json;
  for (const auto& [column, counts] : fields) {
    count_.run(crawl_id, column, counts[0], counts[1], counts[2], counts[3]);
    json += fmt::format("{}[{},{}]", json.empty() ? "" : ",", column, fmt::join(counts, ","));
  }
  for (std::size_t table = 0; table < repeats.size(); ++table) {
    if (repeats[table] == 0) continue;
    count_repeats_.run(crawl_id, kRepeats, tables[table].id, repeats[table]);
    json +=
        fmt::format("{}[{},{},{},0,0]", json.empty() ? "" : ",", kOfTable, tables[table].id, repeats[table]);
  }
  if (!json.empty()) add_page_.run(page_id, "[" + json + "]");
}

bool HealthTable::remove(std::int64_t page_id, std::int64_t crawl_id) {
  std::vector<std::int64_t> numbers;
  {
    Rows rows = read_page_.rows(page_id);
    if (!rows.next()) return false;
    numbers = numbers_in(rows.text(0));
  }
  constexpr std::size_t kEach = 5;
  for (std::size_t i = 0; i + kEach <= numbers.size(); i += kEach) {
    if (numbers[i] == kOfTable) {
      count_repeats_.run(crawl_id, kRepeats, numbers[i + 1], -numbers[i + 2]);
    } else {
      count_.run(crawl_id, numbers[i], -numbers[i + 1], -numbers[i + 2], -numbers[i + 3], -numbers[i + 4]);
    }
  }
  remove_page_.run(page_id);
  return true;
}

}  // namespace trawl::storage
