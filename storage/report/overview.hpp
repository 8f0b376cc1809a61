#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "storage/report/report_source.hpp"

namespace trawl::storage {

/// How much a report has to tell.
struct ReportCount {
  explicit ReportCount(const Report& counted) : report(&counted) {}
  const Report* report;
  std::int64_t rows = 0;
  std::int64_t groups = 0;            ///< as many as rows, where rows stand alone
  std::vector<std::string> examples;  ///< the first cells of the worst three rows or groups
};

ReportCount count_report(ReportSource& source, const Report& report);

/// Whether two rows stand together: their first `columns` cells are the same.
bool is_same_group(std::span<const Value> row, std::span<const Value> other, int columns);

/// The columns name, title, severity, rows, groups, example, and a row for each count.
void give_overview(const std::vector<ReportCount>& counts, RowSink& sink);

}  // namespace trawl::storage
