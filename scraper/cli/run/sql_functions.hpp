#pragma once
#include "storage/query_functions.hpp"

namespace trawl::cli {

/// What trawl adds to the SQL of people besides what storage has: body_text(page_id), url_host(url),
/// url_path(url) and regexp(pattern, text), which is `text REGEXP pattern` (RE2). What is no URL has no host
/// and no path: NULL.
storage::QueryExtras sql_functions();

}  // namespace trawl::cli
