#pragma once
#include <string>
#include <utility>
#include <vector>

#include "storage/item_report.hpp"

namespace trawl::cli {

/// What became of the items, as lines of a report: a label and its text. One line a table; then one for each
/// field that is worse than in the run before, or was found nowhere.
std::vector<std::pair<std::string, std::string>> item_lines(const storage::ItemReport& report);

}  // namespace trawl::cli
