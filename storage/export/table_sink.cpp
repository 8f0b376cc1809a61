#include "storage/export/table_sink.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "fetch/text/terminal.hpp"
#include "storage/export/formats.hpp"

namespace trawl::storage {
namespace {

constexpr std::size_t kLinesThatSetWidths = 200;
constexpr std::size_t kBytesThatSetWidths = 4 * 1024 * 1024;
constexpr std::string_view kGap = "  ";
constexpr int kNarrowest = 6;  ///< no column is cut to fewer characters

bool is_number(const Value& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

std::string cut(const std::string& cell, int width) {
  const bool is_url = cell.starts_with("http://") || cell.starts_with("https://");
  return is_url ? text::cut_in_middle(cell, width) : text::cut_to_width(cell, width);
}

}  // namespace

void TableSink::columns(const std::vector<std::string>& names) {
  Line header;
  for (const auto& name : names) {
    header.cells.push_back(text::printable(name));
    header.numbers.push_back(false);
  }
  widths_.assign(names.size(), 0);
  first_lines_.push_back(std::move(header));
}

void TableSink::row(std::span<const Value> cells) {
  Line line;
  for (const auto& cell : cells) {
    line.cells.push_back(text::printable(cell_text(cell)));
    line.numbers.push_back(is_number(cell));
  }
  if (settled_) return write(line);
  for (const std::string& cell : line.cells) first_bytes_ += cell.size();
  first_lines_.push_back(std::move(line));
  if (first_lines_.size() > kLinesThatSetWidths || first_bytes_ > kBytesThatSetWidths) settle_widths();
}

void TableSink::end() {
  if (!settled_) settle_widths();
}

void TableSink::settle_widths() {
  for (const auto& line : first_lines_)
    for (std::size_t i = 0; i < widths_.size(); ++i)
      widths_[i] = std::max(widths_[i], text::display_width(line.cells[i]));
  fit_widths();
  settled_ = true;
  write(first_lines_.front());
  Line rule;
  for (const int width : widths_) {
    rule.cells.emplace_back(static_cast<std::size_t>(width), '-');
    rule.numbers.push_back(false);
  }
  write(rule);
  for (std::size_t i = 1; i < first_lines_.size(); ++i) write(first_lines_[i]);
  first_lines_.clear();
}

/// Narrows the widest column until a line fits.
void TableSink::fit_widths() {
  if (width_ == 0 || widths_.empty()) return;
  const int gaps = static_cast<int>(kGap.size() * (widths_.size() - 1));
  int excess = std::accumulate(widths_.begin(), widths_.end(), gaps) - width_;
  for (; excess > 0; --excess) {
    const auto widest = std::max_element(widths_.begin(), widths_.end());
    if (*widest <= kNarrowest) return;
    --*widest;
  }
}

void TableSink::write(const Line& line) {
  std::string text;
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    const bool last = i + 1 == line.cells.size();
    const std::string cell = width_ > 0 ? cut(line.cells[i], widths_[i]) : line.cells[i];
    const auto missing = static_cast<std::size_t>(std::max(0, widths_[i] - text::display_width(cell)));
    if (line.numbers[i]) text.append(missing, ' ');
    text += cell;
    if (!line.numbers[i] && !last) text.append(missing, ' ');
    if (!last) text += kGap;
  }
  out_ << text << '\n';
}

}  // namespace trawl::storage
