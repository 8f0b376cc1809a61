#pragma once
#include <cstdint>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Brings a file of schema version `from` to kSchemaVersion, with the views of today, in one transaction: a failure
/// leaves the file as it was. Views that the user added stay.
/// Requires: 1 <= from < kSchemaVersion; WAL mode, in which a file whose migration was killed can be read at once.
void migrate(Connection& connection, std::int64_t from);

}  // namespace trawl::storage
