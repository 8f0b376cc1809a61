#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/item_records.hpp"

namespace trawl::storage {

/// An item table as it stands in the file.
struct DeclaredTable : ItemTable {
  std::int64_t id = 0;                   ///< in `item_tables`
  std::vector<std::int64_t> column_ids;  ///< in `item_columns`, in the order of the columns
  std::vector<std::size_t> key_columns;  ///< indexes of columns, in the order of the key
  bool is_keyed_by_parent = false;       ///< the key says which row it is among those of one parent
};

/// Which tables a connection writes: those of the file, or copies that it has to itself.
enum class ItemPlace : std::uint8_t { file, copy };

/// Creates tables that are new, adds columns that are new, and enters both into `item_tables` and
/// `item_columns`, as part of the caller's transaction. A column whose field is gone stays. Throws kind
/// items, with what to do, for a name that cannot be one and for a field whose type, or a table whose key or
/// parent, is another than before.
std::vector<DeclaredTable> declare_item_tables(Connection& connection, const std::vector<ItemTable>& tables,
                                               ItemPlace place = ItemPlace::file);

/// How spider files spell the type: "int".
std::string_view name_of(ItemType type);

}  // namespace trawl::storage
