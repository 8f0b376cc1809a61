#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace trawl::storage {

/// A cell of an item table; monostate is NULL.
using ItemValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// What a column of an item table holds.
enum class ItemType : std::uint8_t { text, integer, real, boolean, date, json };

struct ItemColumn {
  ItemColumn(std::string column_name, ItemType column_type)
      : name(std::move(column_name)), type(column_type) {}
  std::string name;
  ItemType type;
};

/// A table that a spider file names.
struct ItemTable {
  ItemTable() {}
  std::string name;
  std::vector<ItemColumn> columns;
  std::vector<std::string> key;  ///< names of columns; none: a page's rows replace those of its last visit
  std::optional<std::size_t> parent;  ///< of a nested table: its index in the same list; it comes before
};

/// One row of an item table.
struct ItemRow {
  ItemRow() {}
  std::size_t table = 0;  ///< an index into the list of tables that the store was told
  std::vector<ItemValue> values;
  std::optional<std::size_t> parent;  ///< an index into the rows of the same visit, smaller than its own
};

/// What one field gave on one page, for `field_health`; see extract::FieldCount.
struct FieldHealth {
  FieldHealth() {}
  std::size_t table = 0, field = 0;
  std::int64_t rows = 0, matched = 0, nulls = 0, bad_type = 0;
};

/// One row of `structured`: something that a page says about itself for machines.
struct StructuredRow {
  StructuredRow() {}
  std::string kind;  ///< "json-ld", "microdata", "opengraph", "twitter", "feed", "table"
  std::string type;  ///< "Product", "article", …; "" for none
  std::string data;  ///< JSON
};

}  // namespace trawl::storage
