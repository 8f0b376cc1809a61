#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// A td or th, once, whatever it covers.
struct TableCell {
  TableCell() {}
  Node node;
  std::size_t row = 0, column = 0;    ///< its first place
  std::size_t rows = 1, columns = 1;  ///< how far it reaches
  bool is_header = false;             ///< th
};

/// The texts of a table: what is merged is repeated at each place that it covers; "" where there is no cell.
struct TableTexts {
  TableTexts() {}
  std::string caption;
  std::vector<std::string> header;  ///< one label a column: the header's rows joined; {}: no header
  std::vector<std::vector<std::string>> rows;  ///< all as wide as the table, without the header's
  bool is_cut = false;                         ///< a limit left rows out
};

/// The grid of one <table>, by the standard's table model
/// (https://html.spec.whatwg.org/multipage/tables.html#forming-a-table). As browsers show it, the first thead
/// comes first and every tfoot last, a cell ends with its row group, and where two cells overlap, the later
/// one is seen. A row that no cell covers is left out. The cells of a table inside a cell do not count.
/// Owns: nothing of the tree, which must outlive it.
class HtmlTable {
 public:
  static constexpr std::size_t kMostColumns = 1'000;     ///< of one cell; the standard's
  static constexpr std::size_t kMostRows = 65'534;       ///< of one cell; the standard's
  static constexpr std::size_t kMostPlaces = 1'000'000;  ///< of the grid; later rows are left out

  /// Requires: an element of an HTML or XML tree, as find_tables() gives it.
  explicit HtmlTable(const Node& table);

  std::size_t rows() const { return places_.size(); }
  std::size_t columns() const { return columns_; }
  /// How many of the first rows are headers: those of the thead; without it, rows that have th alone (an
  /// empty td may stand in a corner).
  std::size_t header_rows() const { return header_rows_; }
  const std::vector<TableCell>& cells() const { return cells_; }  ///< in document order of the row groups
  /// The cell that covers a place; null if there is none. Requires: row < rows().
  const TableCell* at(std::size_t row, std::size_t column) const;
  Node caption() const { return caption_; }
  bool is_cut() const { return is_cut_; }

  /// Merged cells can make a small table's texts endless: rows are left out beyond `most_bytes` of text.
  TableTexts texts(std::size_t most_bytes = std::size_t{16} << 20) const;

 private:
  struct Group;
  void read_group(const Group& group);
  void read_row(const Node& row, std::size_t first, std::size_t end);
  void place(TableCell cell);
  void drop_empty_rows();
  void find_header_rows(std::size_t in_thead);

  Node caption_;
  std::vector<TableCell> cells_;
  std::vector<std::vector<std::uint32_t>> places_;  ///< of each row: indexes into cells_, or kNone
  std::size_t columns_ = 0, header_rows_ = 0;
  std::size_t used_ = 0;  ///< places that were filled or skipped so far
  bool is_cut_ = false;
};

/// All tables below `root`, and itself if it is one, in document order; nested ones too.
std::vector<Node> find_tables(const Node& root);

/// The text of a cell on one line: white space folded, a space for <br> and between blocks, no scripts.
std::string cell_text(const Node& cell);

}  // namespace trawl::extract
