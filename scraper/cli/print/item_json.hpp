#pragma once
#include <string>

#include "scraper/extract/item.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// The items of one page as JSON lines, as the tables would have them: `_table`, `_url`, `_id` (counted over
/// the page), `_parent_id` of a nested row, then the fields. Booleans and JSON are written as such.
std::string item_lines_json(const extract::Spider& spider, const std::string& url,
                            const std::vector<extract::Item>& items);

}  // namespace trawl::cli
