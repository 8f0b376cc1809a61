#pragma once
#include <string>
#include <vector>

#include "scraper/cli/run/extraction.hpp"
#include "storage/item_rewriter.hpp"

namespace trawl::cli {

/// What `trawl extract` says of the tables before it writes: rows, how they differ, how well each field is
/// filled, and a few samples.
std::string difference_text(const std::vector<storage::TableDifference>& tables,
                            const extract::Spider& spider, const ExtractionResult& result);

/// What the file keeps as it is, since the rules do not name it: a line for each table and column.
std::string leftover_text(const std::vector<storage::ItemLeftover>& leftovers);

/// Whether nothing would differ.
bool is_same(const std::vector<storage::TableDifference>& tables);

/// The same for gates.
storage::ItemReport report_of(const std::vector<storage::TableDifference>& tables,
                              const extract::Spider& spider, const ExtractionResult& result);

}  // namespace trawl::cli
