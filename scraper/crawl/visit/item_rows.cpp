#include "scraper/crawl/visit/item_rows.hpp"

#include <utility>

namespace trawl::crawl {
namespace {

storage::ItemType type_of(extract::FieldType type) {
  switch (type) {
    case extract::FieldType::integer:
      return storage::ItemType::integer;
    case extract::FieldType::number:
      return storage::ItemType::real;
    case extract::FieldType::boolean:
      return storage::ItemType::boolean;
    case extract::FieldType::date:
      return storage::ItemType::date;
    case extract::FieldType::json:
      return storage::ItemType::json;
    case extract::FieldType::text:
    case extract::FieldType::url:
    case extract::FieldType::html:
      break;
  }
  return storage::ItemType::text;
}

}  // namespace

std::vector<storage::ItemTable> item_tables(const extract::Spider& spider) {
  std::vector<storage::ItemTable> tables;
  for (const extract::ItemTable& table : spider.tables) {
    storage::ItemTable& stored = tables.emplace_back();
    stored.name = table.name;
    for (const auto& [name, type] : table.fields) stored.columns.emplace_back(name, type_of(type));
    stored.key = table.key;
    stored.parent = table.parent;
  }
  return tables;
}

std::vector<storage::ItemRow> item_rows(std::vector<extract::Item>&& items) {
  std::vector<storage::ItemRow> rows;
  rows.reserve(items.size());
  for (extract::Item& item : items) {
    storage::ItemRow& row = rows.emplace_back();
    row.table = item.table;
    row.values = std::move(item.values);
    row.parent = item.parent;
  }
  return rows;
}

std::vector<storage::FieldHealth> field_health(const std::vector<extract::FieldCount>& counts) {
  std::vector<storage::FieldHealth> health;
  health.reserve(counts.size());
  for (const extract::FieldCount& count : counts) {
    storage::FieldHealth& field = health.emplace_back();
    field.table = count.table;
    field.field = count.field;
    field.rows = count.rows;
    field.matched = count.matched;
    field.nulls = count.nulls;
    field.bad_type = count.bad_type;
  }
  return health;
}

}  // namespace trawl::crawl
