#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "scraper/extract/extractor.hpp"
#include "storage/item_report.hpp"
#include "storage/item_rewriter.hpp"

namespace trawl::cli {

/// What rules made of the stored pages of a file.
struct ExtractionResult {
  ExtractionResult() {}
  std::int64_t pages = 0;  ///< that were read
  std::int64_t pages_with_rows = 0;
  std::vector<std::vector<storage::FieldTally>> tallies;  ///< of each table its fields
  std::vector<std::int64_t> pages_on;  ///< of each table the pages that any rule for it matches
  /// Warnings: how often each kind came, and the first of them.
  std::map<std::string, std::pair<std::int64_t, std::string>> notes;
};

/// Applies the rules to the newest page of each URL, on all processors, and gives the rows to `rewriter` in
/// the order of the pages. Needs the memory of a few pages. Blocking. Throws storage::Error.
ExtractionResult extract_stored(const std::filesystem::path& file, const extract::Extractor& extractor,
                                extract::CommandRunner* commands, storage::ItemRewriter& rewriter);

}  // namespace trawl::cli
