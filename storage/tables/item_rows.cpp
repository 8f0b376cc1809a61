#include "storage/tables/item_rows.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "storage/tables/item_names.hpp"
#include "storage/tables/item_values.hpp"

namespace trawl::storage {
namespace {

std::string columns(const DeclaredTable& table, std::string_view suffix = "") {
  std::string list;
  for (const ItemColumn& column : table.columns) {
    list += ", " + quoted_name(column.name);
    list += suffix;
  }
  return list;
}

std::string select(const DeclaredTable& table, const std::string& condition) {
  return fmt::format("SELECT _id, {}, _first_seen, _last_seen{} FROM {} WHERE {} ORDER BY _position, _id",
                     table.parent ? "_parent_id" : "NULL", columns(table), quoted_name(table.name),
                     condition);
}

/// That a row is loose.
std::string looseness(const DeclaredTable& table) {
  if (table.key_columns.empty()) return "1";
  std::string any;
  for (const std::size_t column : table.key_columns)
    any += (any.empty() ? "" : " OR ") + quoted_name(table.columns[column].name) + " IS NULL";
  return "(" + any + ")";
}

std::string key_condition(const DeclaredTable& table) {
  std::string all;
  for (const std::size_t column : table.key_columns)
    all += (all.empty() ? "" : " AND ") + quoted_name(table.columns[column].name) + " = ?";
  return table.is_keyed_by_parent ? all + " AND _parent_id IS ?" : all;
}

std::string insert_sql(const DeclaredTable& table) {
  std::string marks = "?, ?, ?, ?, ?, ?";
  if (table.parent) marks += ", ?";
  for (std::size_t i = 0; i < table.columns.size(); ++i) marks += ", ?";
  return fmt::format(
      "INSERT INTO {}(_page_id, _crawl_id, _url, _position, _first_seen, _last_seen{}{}) VALUES ({})",
      quoted_name(table.name), table.parent ? ", _parent_id" : "", columns(table), marks);
}

std::string set_values_sql(const DeclaredTable& table) {
  return fmt::format("UPDATE {} SET {} WHERE _id = ?", quoted_name(table.name),
                     table.columns.empty() ? "_id = _id" : columns(table, " = ?").substr(2));
}

std::string set_sight_sql(const DeclaredTable& table) {
  return fmt::format(
      "UPDATE {} SET _page_id = ?, _crawl_id = ?, _url = ?, _position = ?, _last_seen = ?{} WHERE _id = ?",
      quoted_name(table.name), table.parent ? ", _parent_id = ?" : "");
}

}  // namespace

ItemRows::ItemRows(Connection& connection, const DeclaredTable& table)
    : connection_(connection),
      table_(table),
      of_url_(connection,
              select(table, "_page_id IN (SELECT id FROM pages WHERE url_id = ?) AND " + looseness(table))),
      of_page_(connection, select(table, "_page_id = ?")),
      pageless_(connection, select(table, "_page_id IS NULL") + " LIMIT ?"),
      insert_(connection, insert_sql(table)),
      set_values_(connection, set_values_sql(table)),
      set_sight_(connection, set_sight_sql(table)),
      forget_page_(connection,
                   fmt::format("UPDATE {} SET _page_id = NULL WHERE _id = ?", quoted_name(table.name))),
      remove_(connection, fmt::format("DELETE FROM {} WHERE _id = ?", quoted_name(table.name))) {
  if (!table.key_columns.empty()) with_key_.emplace(connection, select(table, key_condition(table)));
  if (!table.parent) return;
  of_parent_.emplace(connection, select(table, "_parent_id = ? AND " + looseness(table)));
  forget_parent_.emplace(connection, fmt::format("UPDATE {} SET _parent_id = NULL WHERE _parent_id = ?",
                                                 quoted_name(table.name)));
}

bool ItemRows::is_loose(const std::vector<ItemValue>& values) const {
  const auto is_null = [&](std::size_t column) { return values[column].index() == 0; };
  const auto& key = table_.key_columns;
  return key.empty() || std::any_of(key.begin(), key.end(), is_null);
}

std::optional<StoredItem> ItemRows::with_key(const std::optional<std::int64_t>& parent_id,
                                             const std::vector<ItemValue>& values) {
  int index = 1;
  for (const std::size_t column : table_.key_columns) bind_item_value(*with_key_, index++, values[column]);
  if (table_.is_keyed_by_parent) with_key_->bind_from(index, parent_id);
  Rows rows = with_key_->bound_rows();
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

std::vector<StoredItem> ItemRows::loose_of_url(std::int64_t url_id) {
  return read_all(of_url_.rows(url_id));
}

std::vector<StoredItem> ItemRows::loose_of_parent(std::int64_t parent_id) {
  return read_all(of_parent_->rows(parent_id));
}

std::vector<StoredItem> ItemRows::of_page(std::int64_t page_id) {
  return read_all(of_page_.rows(page_id));
}

std::vector<StoredItem> ItemRows::pageless(int most) {
  return read_all(pageless_.rows(most));
}

std::int64_t ItemRows::insert(const ItemSight& sight, const std::vector<ItemValue>& values) {
  insert_.bind_from(1, sight.page_id, sight.crawl_id, sight.url, sight.position, sight.seen_at,
                    sight.seen_at);
  int index = 7;
  if (table_.parent) insert_.bind_from(index++, sight.parent_id);
  bind_values(insert_, index, values);
  insert_.run_bound();
  return connection_.last_insert_id();
}

void ItemRows::set_values(std::int64_t id, const std::vector<ItemValue>& values) {
  set_values_.bind_from(bind_values(set_values_, 1, values), id);
  set_values_.run_bound();
}

void ItemRows::set_sight(std::int64_t id, const ItemSight& sight) {
  set_sight_.bind_from(1, sight.page_id, sight.crawl_id, sight.url, sight.position, sight.seen_at);
  if (table_.parent) {
    set_sight_.bind_from(6, sight.parent_id, id);
  } else {
    set_sight_.bind_from(6, id);
  }
  set_sight_.run_bound();
}

void ItemRows::forget_parent(std::int64_t parent_id) {
  forget_parent_->run(parent_id);
}

StoredItem ItemRows::read(const Rows& rows) const {
  StoredItem item;
  item.id = rows.integer(0);
  if (!rows.is_null(1)) item.parent_id = rows.integer(1);
  item.first_seen = rows.text(2);
  item.last_seen = rows.text(3);
  for (std::size_t i = 0; i < table_.columns.size(); ++i)
    item.values.push_back(item_value(rows, static_cast<int>(i) + 4));
  return item;
}

std::vector<StoredItem> ItemRows::read_all(Rows rows) const {
  std::vector<StoredItem> items;
  while (rows.next()) items.push_back(read(rows));
  return items;
}

/// Returns the index after the last.
int ItemRows::bind_values(Statement& statement, int index, const std::vector<ItemValue>& values) const {
  for (const ItemValue& value : values) bind_item_value(statement, index++, value);
  return index;
}

}  // namespace trawl::storage
