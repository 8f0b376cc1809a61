#pragma once
#include <string>

#include "storage/file/sqlite.hpp"
#include "storage/item_records.hpp"

/// The cells of item tables on their way to and from SQLite.
namespace trawl::storage {

/// The value as a column of that type holds it; NULL if it is of another type, and for "".
ItemValue fitted(const ItemValue& value, ItemType type);

ItemValue item_value(const Rows& rows, int column);

/// Binds a parameter for a later run. `value` must outlive it.
void bind_item_value(Statement& statement, int index, const ItemValue& value);

/// As JSON; infinities, which JSON lacks, as SQLite spells them.
std::string json_of(const ItemValue& value);

}  // namespace trawl::storage
