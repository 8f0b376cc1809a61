#include "scraper/extract/markdown/markdown_table.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <vector>

#include "scraper/extract/markdown/markdown_code.hpp"
#include "scraper/extract/structured/html_table.hpp"

namespace trawl::extract {
namespace {

using page::Element;

bool is_cell(const Outline& outline, std::uint32_t index) {
  return outline.is(index, Element::td) || outline.is(index, Element::th);
}

/// Whether such an element in a cell says that the table only places things.
bool is_for_placing(Element element, bool has_header) {
  switch (element) {
    case Element::table:
    case Element::form:
    case Element::h1:
    case Element::h2:
    case Element::hr:
      return true;
    case Element::ul:
    case Element::ol:
    case Element::dl:
    case Element::pre:
    case Element::blockquote:
    case Element::h3:
    case Element::h4:
    case Element::h5:
    case Element::h6:
    case Element::section:
    case Element::article:
      return !has_header;
    default:
      return false;
  }
}

/// The places of the grid with the lines of their cells.
class Grid {
 public:
  Grid(const Outline& outline, std::uint32_t index,
       const std::function<std::string(std::uint32_t cell)>& cell_line)
      : table_(outline[index].node), lines_(table_.cells().size()) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = index + 1; i < outline[index].end;
         i = is_cell(outline, i) ? outline[i].end : i + 1) {
      if (is_cell(outline, i)) found.push_back(i);
    }
    // Both are in document order, but for head and foot, which may stand elsewhere.
    std::size_t next = 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const Node& wanted = table_.cells()[i].node;
      for (std::size_t tried = 0; tried < found.size(); ++tried, ++next) {
        if (outline[found[next % found.size()]].node != wanted) continue;
        lines_[i] = cell_line(found[next++ % found.size()]);
        break;
      }
    }
  }

  std::size_t rows() const { return table_.rows(); }
  std::size_t columns() const { return table_.columns(); }
  std::size_t header_rows() const { return table_.header_rows(); }
  std::string_view line(std::size_t row, std::size_t column) const {
    const TableCell* const cell = table_.at(row, column);
    if (cell == nullptr) return "";
    return lines_[static_cast<std::size_t>(cell - table_.cells().data())];
  }
  bool is_empty(std::size_t row) const {
    for (std::size_t column = 0; column < columns(); ++column) {
      if (!line(row, column).empty()) return false;
    }
    return true;
  }
  /// The labels of a column: those of its header rows, without repetition.
  std::string header(std::size_t column) const {
    std::string label;
    std::string_view last;
    for (std::size_t row = 0; row < header_rows(); ++row) {
      const std::string_view part = line(row, column);
      if (part.empty() || part == last) continue;
      label += label.empty() ? "" : " ";
      label += part;
      last = part;
    }
    return label;
  }

 private:
  HtmlTable table_;
  std::vector<std::string> lines_;
};

void add_cell(std::string& row, std::string_view line) {
  row += ' ';
  row += line;
  row += line.empty() ? "|" : " |";
}

}  // namespace

bool is_grid(const Outline& outline, std::uint32_t index) {
  const auto role = outline[index].node.attribute("role").value_or("");
  if (role == "presentation" || role == "none") return false;
  const std::uint32_t end = outline[index].end;
  bool has_header = false;
  std::size_t cells = 0, rows = 0;
  for (std::uint32_t i = index + 1; i < end; ++i) {
    has_header |= outline.is(i, Element::th) || outline.is(i, Element::thead);
    cells += is_cell(outline, i) ? 1 : 0;
    rows += outline.is(i, Element::tr) ? 1 : 0;
    if (outline.is(i, Element::table)) return false;
  }
  if (!has_header && cells <= rows) return false;
  for (std::uint32_t i = index + 1; i < end; ++i) {
    if (is_for_placing(outline[i].element, has_header)) return false;
    // Code of several lines has no place in a row.
    if (outline.is(i, Element::pre) && preformatted_text(outline, i).find('\n') != std::string::npos)
      return false;
  }
  return cells > 0;
}

std::string markdown_table(const Outline& outline, std::uint32_t index,
                           const std::function<std::string(std::uint32_t cell)>& cell_line,
                           std::size_t most_bytes) {
  const Grid grid(outline, index, cell_line);
  if (grid.columns() == 0) return "";
  std::string written = "|", rule = "|";
  for (std::size_t column = 0; column < grid.columns(); ++column) {
    add_cell(written, grid.header(column));
    rule += " --- |";
  }
  written += "\n" + rule;
  for (std::size_t row = grid.header_rows(); row < grid.rows() && written.size() < most_bytes; ++row) {
    if (grid.is_empty(row)) continue;
    written += "\n|";
    for (std::size_t column = 0; column < grid.columns() && written.size() < most_bytes; ++column)
      add_cell(written, grid.line(row, column));
  }
  return written;
}

}  // namespace trawl::extract
