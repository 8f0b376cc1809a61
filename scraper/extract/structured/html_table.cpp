#include "scraper/extract/structured/html_table.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/html_elements.hpp"

namespace trawl::extract {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

bool is_named(const Node& node, std::string_view name) {
  return node.kind() == Node::Kind::element && node.name() == name;
}

/// An attribute by the standard's rules for parsing non-negative integers
/// (https://html.spec.whatwg.org/#rules-for-parsing-non-negative-integers),
/// at most `most`; `otherwise` if it has no number.
std::size_t count(const Node& cell, std::string_view name, std::size_t most, std::size_t otherwise) {
  std::string_view text = text::trimmed_front(cell.attribute(name).value_or(""), text::kAsciiSpace);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !text::is_digit(text[0])) return otherwise;
  std::size_t value = 0;
  for (const char c : text) {
    if (!text::is_digit(c)) break;
    value = std::min(value * 10 + static_cast<std::size_t>(c - '0'), most);
  }
  return value;
}

/// The node after `node` in document order that is not below it, within `root`; none at the end.
Node after(Node node, const Node& root) {
  while (node && node != root) {
    if (const Node next = node.next_sibling()) return next;
    node = node.parent();
  }
  return {};
}

bool is_hidden(const Node& node) {
  return is_named(node, "script") || is_named(node, "style") || is_named(node, "template");
}

void add_label(std::string& label, const std::string& text) {
  if (text.empty()) return;
  if (!label.empty()) label += ' ';
  label += text;
}

}  // namespace

struct HtmlTable::Group {
  Group() {}
  std::vector<Node> rows;
};

HtmlTable::HtmlTable(const Node& table) {
  std::vector<Group> heads, bodies, feet;
  bool is_in_group = false;
  for (Node child = table.first_child(); child; child = child.next_sibling()) {
    if (is_named(child, "tr")) {
      if (!is_in_group) bodies.emplace_back();
      is_in_group = true;
      bodies.back().rows.push_back(child);
      continue;
    }
    if (is_named(child, "caption") && !caption_) caption_ = child;
    const bool is_head = is_named(child, "thead"), is_foot = is_named(child, "tfoot");
    if (!is_head && !is_foot && !is_named(child, "tbody")) continue;
    is_in_group = false;
    Group group;
    for (Node row = child.first_child(); row; row = row.next_sibling())
      if (is_named(row, "tr")) group.rows.push_back(row);
    (is_foot ? feet : is_head && heads.empty() ? heads : bodies).push_back(std::move(group));
  }
  for (const Group& group : heads) read_group(group);
  drop_empty_rows();
  const std::size_t in_thead = rows();
  for (const std::vector<Group>* groups : {&bodies, &feet})
    for (const Group& group : *groups) read_group(group);
  drop_empty_rows();
  find_header_rows(in_thead);
}

void HtmlTable::read_group(const Group& group) {
  const std::size_t first = rows();
  places_.resize(first + group.rows.size());
  for (std::size_t row = 0; row < group.rows.size() && !is_cut_; ++row)
    read_row(group.rows[row], first + row, rows());
}

void HtmlTable::read_row(const Node& row, std::size_t first, std::size_t end) {
  const std::vector<std::uint32_t>& places = places_[first];
  std::size_t column = 0;
  for (Node child = row.first_child(); child && !is_cut_; child = child.next_sibling()) {
    TableCell cell;
    cell.is_header = is_named(child, "th");
    if (!cell.is_header && !is_named(child, "td")) continue;
    while (column < places.size() && places[column] != kNone) ++column;
    cell.node = child;
    cell.row = first;
    cell.column = column;
    cell.columns = std::max<std::size_t>(count(child, "colspan", kMostColumns, 1), 1);
    cell.rows = std::min(count(child, "rowspan", kMostRows, 1), end - first);
    if (cell.rows == 0) cell.rows = end - first;
    place(cell);
    column += cell.columns;
  }
}

void HtmlTable::place(TableCell cell) {
  const std::size_t end = cell.column + cell.columns;
  for (std::size_t row = cell.row; row < cell.row + cell.rows; ++row) {
    std::vector<std::uint32_t>& places = places_[row];
    used_ += std::max(cell.columns, end - std::min(end, places.size()));
    is_cut_ = used_ > kMostPlaces;
    if (is_cut_) {
      cell.rows = row - cell.row;
      break;
    }
    if (places.size() < end) places.resize(end, kNone);
    std::fill_n(places.begin() + static_cast<std::ptrdiff_t>(cell.column), cell.columns,
                static_cast<std::uint32_t>(cells_.size()));
  }
  if (cell.rows == 0) return;
  columns_ = std::max(columns_, end);
  cells_.push_back(cell);
}

void HtmlTable::drop_empty_rows() {
  std::vector<std::size_t> rows_before(places_.size() + 1, 0);
  for (std::size_t row = 0; row < places_.size(); ++row)
    rows_before[row + 1] = rows_before[row] + (places_[row].empty() ? 0 : 1);
  for (TableCell& cell : cells_) cell.row = rows_before[cell.row];
  std::erase_if(places_, [](const auto& row) { return row.empty(); });
}

void HtmlTable::find_header_rows(std::size_t in_thead) {
  header_rows_ = in_thead;
  if (in_thead != 0 && (in_thead < rows() || rows() == 1)) return;
  header_rows_ = 0;
  for (std::size_t row = 0; row < rows(); ++row) {
    bool has_header = false;
    for (std::size_t column = 0; column < places_[row].size(); ++column) {
      const TableCell* cell = at(row, column);
      if (!cell) continue;
      if (!cell->is_header && !cell_text(cell->node).empty()) return;
      has_header = has_header || cell->is_header;
    }
    if (!has_header) return;
    header_rows_ = row + 1;
  }
  if (rows() > 1) header_rows_ = 1;  // a table of th alone
}

const TableCell* HtmlTable::at(std::size_t row, std::size_t column) const {
  const std::vector<std::uint32_t>& places = places_[row];
  if (column >= places.size() || places[column] == kNone) return nullptr;
  return &cells_[places[column]];
}

TableTexts HtmlTable::texts(std::size_t most_bytes) const {
  TableTexts result;
  result.is_cut = is_cut_;
  if (caption_) result.caption = cell_text(caption_);
  std::vector<std::string> texts;
  for (const TableCell& cell : cells_) texts.push_back(cell_text(cell.node));
  const auto text_at = [&](std::size_t row, std::size_t column) -> const std::string& {
    static const std::string kEmpty;
    const TableCell* cell = at(row, column);
    return cell ? texts[static_cast<std::size_t>(cell - cells_.data())] : kEmpty;
  };
  std::size_t bytes = 0;
  if (header_rows_ != 0) result.header.resize(columns_);
  for (std::size_t column = 0; column < result.header.size(); ++column) {
    for (std::size_t row = 0; row < header_rows_ && bytes <= most_bytes; ++row) {
      if (row != 0 && at(row, column) == at(row - 1, column)) continue;
      add_label(result.header[column], text_at(row, column));
      bytes += text_at(row, column).size() + 1;
    }
  }
  for (std::size_t row = header_rows_; row < rows(); ++row) {
    for (std::size_t column = 0; column < columns_; ++column) bytes += text_at(row, column).size() + 1;
    if (bytes > most_bytes) {
      result.is_cut = true;
      break;
    }
    std::vector<std::string>& line = result.rows.emplace_back();
    for (std::size_t column = 0; column < columns_; ++column) line.push_back(text_at(row, column));
  }
  return result;
}

std::vector<Node> find_tables(const Node& root) {
  std::vector<Node> tables;
  for (Node node = root; node;) {
    if (is_named(node, "table")) tables.push_back(node);
    const Node child = node.first_child();
    node = child ? child : after(node, root);
  }
  return tables;
}

std::string cell_text(const Node& cell) {
  page::FoldedText folded;
  const auto separate = [&folded](const Node& node) {
    if (page::traits_of(page::element_of(node.name())).flow != page::Flow::joined) folded.break_word();
  };
  for (Node node = cell;;) {
    folded.append(node.raw_text(), page::TextKind::literal);
    separate(node);
    if (const Node child = is_hidden(node) ? Node() : node.first_child()) {
      node = child;
      continue;
    }
    while (node != cell && !node.next_sibling()) {
      node = node.parent();
      separate(node);
    }
    if (node == cell) return folded.take();
    node = node.next_sibling();
  }
}

}  // namespace trawl::extract
