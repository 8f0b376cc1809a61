#pragma once
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "storage/report/overview.hpp"

namespace trawl::cli {

/// Writes the rows of a report for people: under a line for each group, or else aligned on a terminal and
/// with tabs elsewhere. Text from the web is made visible. `width` is that of the terminal, 0 if `out` is
/// none; then nothing is cut. The stream must outlive the sink.
std::unique_ptr<storage::RowSink> report_text(const storage::Report& report, std::ostream& out, int width);

/// Each report that has rows, with its worst rows; and last the names of those that have none.
void print_overview(const std::vector<storage::ReportCount>& counts, std::ostream& out, int width);

}  // namespace trawl::cli
