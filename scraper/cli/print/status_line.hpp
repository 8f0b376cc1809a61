#pragma once
#include <cstdint>
#include <string>

#include "scraper/crawl/ending.hpp"

namespace trawl::cli {

/// Where a crawl stands, in one line of plain text. `page_limit` 0: none; the time to go is named where the
/// queue is long enough to reach it.
std::string status_line(const crawl::Progress& progress, std::int64_t page_limit);

/// A page as one line: status or error, milliseconds, size, URL. Safe to print on a terminal.
std::string visit_line(const crawl::RecentVisit& visit);

/// 1234567 as "1,234,567".
std::string grouped(std::int64_t number);

}  // namespace trawl::cli
