#include "storage/export/record_sink.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "storage/export/formats.hpp"
#include "storage/export/table_sink.hpp"

namespace trawl::storage {
namespace {

constexpr std::size_t kRowsThatDecide = 200;
constexpr std::size_t kBytesThatDecide = 4 * 1024 * 1024;
constexpr int kGap = 2;        ///< between two columns of a table
constexpr int kReadable = 16;  ///< a column that is cut to fewer characters says little
constexpr std::size_t kRule = 60;

}  // namespace

void RecordSink::columns(const std::vector<std::string>& names) {
  int width = 0;
  for (const std::string& name : names) {
    names_.push_back(text::printable(name));
    width = std::max(width, text::display_width(names_.back()));
  }
  for (std::string& name : names_)
    name.append(static_cast<std::size_t>(width - text::display_width(name)), ' ');
}

void RecordSink::row(std::span<const Value> cells) {
  std::string lines = fmt::format("-[ {} ]", ++number_);
  lines.append(kRule - std::min(kRule, lines.size()), '-') += '\n';
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = text::printable(cell_text(cells[i]));
    lines += names_[i] + (cell.empty() ? " |" : " | ") + cell + '\n';
  }
  out_ << lines;
}

void FittingSink::columns(const std::vector<std::string>& names) {
  names_ = names;
}

void FittingSink::row(std::span<const Value> cells) {
  if (chosen_) return chosen_->row(cells);
  for (const Value& cell : cells) first_bytes_ += cell_text(cell).size();
  first_rows_.emplace_back(cells.begin(), cells.end());
  if (first_rows_.size() >= kRowsThatDecide || first_bytes_ > kBytesThatDecide) decide();
}

void FittingSink::end() {
  if (!chosen_) decide();
  chosen_->end();
}

void FittingSink::decide() {
  std::vector<int> widths;
  for (const std::string& name : names_) widths.push_back(text::display_width(text::printable(name)));
  for (const auto& row : first_rows_)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], text::display_width(text::printable(cell_text(row[i]))));
  const auto least = [](int sum, int width) { return sum + kGap + std::min(width, kReadable); };
  const bool fits = std::accumulate(widths.begin(), widths.end(), -kGap, least) <= width_;
  if (fits || first_rows_.empty()) {
    chosen_ = std::make_unique<TableSink>(out_, width_);
  } else {
    chosen_ = std::make_unique<RecordSink>(out_);
  }
  chosen_->columns(names_);
  for (const auto& row : first_rows_) chosen_->row(row);
  first_rows_.clear();
}

}  // namespace trawl::storage
