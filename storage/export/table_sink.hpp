#pragma once
#include <ostream>
#include <string>
#include <vector>

#include "storage/query.hpp"

namespace trawl::storage {

/// Writes rows as aligned columns and cuts the widest to fit the terminal. The first rows set the widths, so
/// a long result streams.
class TableSink : public RowSink {
 public:
  /// A `width` of 0 cuts nothing.
  TableSink(std::ostream& out, int width) : out_(out), width_(width) {}

  void columns(const std::vector<std::string>& names) override;
  void row(std::span<const Value> cells) override;
  void end() override;

 private:
  struct Line {
    std::vector<std::string> cells;
    std::vector<bool> numbers;  // they are aligned to the right
  };
  void settle_widths();
  void fit_widths();
  void write(const Line& line);

  std::ostream& out_;
  int width_;
  bool settled_ = false;
  std::size_t first_bytes_ = 0;
  std::vector<Line> first_lines_;  // kept until they have set the widths
  std::vector<int> widths_;
};

}  // namespace trawl::storage
