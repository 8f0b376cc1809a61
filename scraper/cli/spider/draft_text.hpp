#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "scraper/cli/spider/draft_rows.hpp"

namespace trawl::cli {

/// Text for a comment: on one line, safe to look at, cut to `width` columns.
std::string comment(std::string_view text, std::size_t width = 60);

/// `wish` as a name that a table of a crawl file may have; "items" if too little is left of it.
std::string table_name(const std::string& wish);

/// The rules of a table as they stand in the list `items` of a spider file, with comments.
std::string rows_text(const DraftRows& rows);

}  // namespace trawl::cli
