#pragma once
#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Creates the temporary view `orphans`, which says what that of the file says, in the time of one pass over
/// the lists of links. Takes 4 bytes for each anchor and page, and a bit for each URL.
/// Requires: the temporary index of ReportSource.
void create_orphans(Connection& connection);

}  // namespace trawl::storage
