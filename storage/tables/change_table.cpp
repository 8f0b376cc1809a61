#include "storage/tables/change_table.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "storage/tables/item_values.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kAdd = R"sql(
INSERT INTO item_changes(column_id, item_id, key, old, new, at, crawl_id, page_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?))sql";

/// The key as people see it: its value, or a JSON array of several.
ItemValue key_of(const DeclaredTable& table, const std::vector<ItemValue>& values) {
  if (table.key_columns.size() == 1) return values[table.key_columns[0]];
  std::string json;
  for (const std::size_t column : table.key_columns)
    json += (json.empty() ? "[" : ",") + json_of(values[column]);
  return json + "]";
}

}  // namespace

ChangeTable::ChangeTable(Connection& connection)
    : find_(connection,
            "SELECT id, old FROM item_changes WHERE column_id = ? AND item_id = ? AND crawl_id = ?"),
      add_(connection, kAdd),
      amend_(connection, "UPDATE item_changes SET new = ?, at = ?, page_id = ? WHERE id = ?"),
      remove_(connection, "DELETE FROM item_changes WHERE id = ?"),
      of_page_(connection, "SELECT id, column_id, old FROM item_changes WHERE page_id = ? AND item_id = ?"),
      remove_of_item_(connection, R"sql(
DELETE FROM item_changes
WHERE column_id IN (SELECT id FROM item_columns WHERE table_id = ?) AND item_id = ?)sql") {}

int ChangeTable::note(const DeclaredTable& table, std::size_t column, const StoredItem& before,
                      const std::vector<ItemValue>& after, const ChangeSight& sight, bool is_new_allowed) {
  const std::int64_t column_id = table.column_ids[column];
  std::optional<std::int64_t> id;
  ItemValue old;
  {
    Rows rows = find_.rows(column_id, before.id, sight.crawl_id);
    if (rows.next()) {
      id = rows.integer(0);
      old = item_value(rows, 1);
    }
  }
  if (id && old == after[column]) {
    remove_.run(*id);
    return -1;
  }
  if (id) {
    bind_item_value(amend_, 1, after[column]);
    amend_.bind_from(2, sight.at, sight.page_id, *id);
    amend_.run_bound();
    return 0;
  }
  if (!is_new_allowed) return 0;
  const ItemValue key = key_of(table, after);
  add_.bind_from(1, column_id, before.id);
  bind_item_value(add_, 3, key);
  bind_item_value(add_, 4, before.values[column]);
  bind_item_value(add_, 5, after[column]);
  add_.bind_from(6, sight.at, sight.crawl_id, sight.page_id);
  add_.run_bound();
  return 1;
}

std::int64_t ChangeTable::undo(const DeclaredTable& table, StoredItem& item, std::int64_t page_id) {
  std::vector<std::int64_t> ids;
  {
    Rows rows = of_page_.rows(page_id, item.id);
    while (rows.next()) {
      const auto column = std::find(table.column_ids.begin(), table.column_ids.end(), rows.integer(1));
      if (column == table.column_ids.end()) continue;  // a row of another table
      item.values[static_cast<std::size_t>(column - table.column_ids.begin())] = item_value(rows, 2);
      ids.push_back(rows.integer(0));
    }
  }
  for (const std::int64_t id : ids) remove_.run(id);
  return std::ssize(ids);
}

void ChangeTable::remove(const DeclaredTable& table, std::int64_t item_id) {
  remove_of_item_.run(table.id, item_id);
}

}  // namespace trawl::storage
