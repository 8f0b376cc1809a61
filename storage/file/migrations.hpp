#pragma once
#include <cstdint>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Brings a file of that schema version to kSchemaVersion, with today's views, in one transaction: after a
/// failure data, schema and version are as they were. Views that the user added stay.
/// Requires: 1 <= version < kSchemaVersion, and WAL mode: then a file whose migration was killed can be read
/// at once.
void migrate(Connection& connection, std::int64_t version);

}  // namespace trawl::storage
