#pragma once
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/spider.hpp"
#include "storage/item_records.hpp"

namespace trawl::crawl {

// The words of the rules in those of the file.

/// The tables that a spider file names.
std::vector<storage::ItemTable> item_tables(const extract::Spider& spider);
std::vector<storage::ItemRow> item_rows(std::vector<extract::Item>&& items);
std::vector<storage::FieldHealth> field_health(const std::vector<extract::FieldCount>& counts);

}  // namespace trawl::crawl
