#pragma once
#include "storage/file/sqlite_function.hpp"

namespace trawl::crawl {

/// The SQL function url_matches(url, pattern): whether the pattern matches as --include and --exclude
/// match, the URL as it is written or as people read it. NULL for NULL; an error for a wrong pattern.
storage::SqlFunction url_matches_function();

}  // namespace trawl::crawl
