#pragma once
#include <cstdint>
#include <string>

#include "storage/live.hpp"

namespace trawl::cli {

/// Where a crawl stands, in one line of plain text. It ends with storage::seconds_left(), if that is known. A
/// crawl that waits for a host says that in place of speed, size and errors.
std::string status_line(const storage::LiveNumbers& numbers);

/// A page in one line: status or error, milliseconds, size, URL. Safe to print on a terminal.
std::string page_line(const storage::LivePage& page);

/// 1234567 as "1,234,567".
std::string grouped(std::int64_t number);

}  // namespace trawl::cli
