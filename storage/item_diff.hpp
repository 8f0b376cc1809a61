#pragma once
#include <functional>

#include "storage/crawl_diff.hpp"

namespace trawl::storage {

/// Compares the rows of the item tables with a key that both crawls may have, and adds to `counts`. In one
/// file the history tells: _first_seen, _last_seen and item_changes. Of two files the rows are compared as
/// they are now.
void compare_items(const CrawlSide& before, const CrawlSide& after, DiffCounts& counts,
                   const std::function<void(const Difference&)>& tell);

}  // namespace trawl::storage
