#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scraper/cli/mcp/message.hpp"
#include "storage/query.hpp"

namespace trawl::cli::mcp {

/// Keeps rows as objects, up to a number and a size, for one answer.
class Rows : public storage::RowSink {
 public:
  static constexpr std::int64_t kUsualRows = 100, kMostRows = 1'000;
  static constexpr std::size_t kMostBytes = 200'000;     ///< of the rows as JSON
  static constexpr std::size_t kMostCellBytes = 20'000;  ///< what is longer is cut

  /// Thrown at the first row that does not fit, which ends the query; what came before is kept.
  struct Full {};

  /// `stop`, if it is not null, ends the query at its next row.
  explicit Rows(std::int64_t most, const std::atomic<bool>* stop = nullptr) : most_(most), stop_(stop) {}

  /// A column whose name is not its first of that name gets a number.
  void columns(const std::vector<std::string>& names) override;
  void row(std::span<const storage::Value> cells) override;
  void end() override {}

  /// {"columns", "rows", "row_count", "truncated", "limits", "note"?}: the note says what was left out, and
  /// why.
  Json answer() const;

 private:
  Json value_of(const storage::Value& cell);

  const std::int64_t most_;
  const std::atomic<bool>* const stop_;
  std::vector<std::string> names_;
  Json rows_ = Json::array();
  std::size_t bytes_ = 0, cut_cells_ = 0;
  std::string why_full_;
};

}  // namespace trawl::cli::mcp
