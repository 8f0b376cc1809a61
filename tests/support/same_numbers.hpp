#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "storage/live.hpp"

namespace trawl::support {

/// The numbers of a crawl by name: "pages", "errors", "error timeout", "class 2", "skipped scope",
/// "http://a.example pages", … Those that are 0 are left out.
using Numbers = std::map<std::string, std::int64_t>;

/// What the rows of the file come to, by the view `numbers` and a count for each host.
Numbers numbers_in_rows(const std::filesystem::path& file);
/// What the answers of /api/status and /metrics show.
Numbers numbers_in_status(const std::string& json);
Numbers numbers_in_metrics(const std::string& text);
/// What a line of the summary begins with: numbers_in_line(summary, "pages") of "  pages     1,200 in 3s" is
/// 1200; 0 if there is no such line.
std::int64_t number_in_line(const std::string& summary, const std::string& label);

/// Fails the case unless the file's counters, its hosts, `trawl serve` and its metrics show what its rows
/// come to.
void check_same_numbers(const std::filesystem::path& file);
/// Does the same with the page, the metrics and the status line of a crawl that has ended with these
/// numbers. The same hosts must be shown as are in the file.
void check_same_numbers(const std::filesystem::path& file, const storage::LiveNumbers& live,
                        const std::vector<storage::LiveHost>& hosts);
/// Fails the case unless the summary shows them.
void check_summary(const std::filesystem::path& file, const std::string& summary);

}  // namespace trawl::support
