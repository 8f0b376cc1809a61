#include "scraper/extract/main_text/text_sums.hpp"

#include <algorithm>

#include "fetch/text/utf8.hpp"
#include "scraper/extract/main_text/article_hints.hpp"

namespace trawl::extract {
namespace {

using page::Element;

constexpr float kLinkWithinPage = 0.3F;

bool is_space(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
}

/// The commas of the scripts of the world.
bool is_comma(char32_t c) {
  constexpr std::u32string_view kCommas = U",\u060C\u3001\uFE10\uFE11\uFE50\uFF0C\u2E41\u2E34\u2E32";
  return kCommas.find(c) != std::u32string_view::npos;
}

void measure(std::string_view text, TextSums& sums) {
  bool was_space = true;
  std::uint32_t chars = 0;
  while (!text.empty()) {
    const text::CodePoint next = text::first_code_point(text);
    text.remove_prefix(next.bytes);
    const bool space = is_space(next.value);
    chars += !space || !was_space ? 1 : 0;
    was_space = space;
    if (is_comma(next.value)) ++sums.commas;
  }
  sums.chars = static_cast<float>(chars);
}

/// What a div has when it is more than a paragraph.
bool is_block(Element element) {
  switch (element) {
    case Element::blockquote:
    case Element::dl:
    case Element::div:
    case Element::img:
    case Element::ol:
    case Element::p:
    case Element::pre:
    case Element::table:
    case Element::ul:
      return true;
    default:
      return false;
  }
}

bool is_embed(Element element) {
  return element == Element::object || element == Element::embed || element == Element::iframe;
}

bool is_video_embed(const Node& element) {
  for (const auto& [name, value] : element.attributes()) {
    if (is_video(value)) return true;
  }
  return false;
}

/// What the rows of a table say about it.
struct TableShape {
  std::uint32_t rows = 0, columns = 0, cells_of_row = 0;
  bool is_data = false, is_layout = false;
};

void look_at_table_part(const OutlineNode& part, TableShape& table) {
  switch (part.element) {
    case Element::tr:
      ++table.rows;
      table.cells_of_row = 0;
      return;
    case Element::th:
      table.is_data = true;
      [[fallthrough]];
    case Element::td:
      table.columns = std::max(table.columns, ++table.cells_of_row);
      return;
    case Element::caption:
    case Element::thead:
    case Element::tfoot:
      table.is_data = true;
      return;
    default:
      if (part.node.name() == "col" || part.node.name() == "colgroup") table.is_data = true;
  }
}

bool holds_data(const TableShape& table) {
  if (table.is_layout) return false;
  if (table.is_data) return true;
  if (table.rows <= 1 || table.columns <= 1) return false;
  return table.rows >= 10 || table.columns > 4 || table.rows * table.columns > 10;
}

}  // namespace

Summing::Summing(const Outline& outline, const Marks& data_tables, const Marks& paragraphs)
    : outline_(outline), data_tables_(data_tables), paragraphs_(paragraphs), sums_(outline.size()) {}

void Summing::add(std::uint32_t index) {
  const OutlineNode& added = outline_[index];
  TextSums& own = sums_[index];
  if (added.is_text) measure(added.node.raw_text(), own);
  if (added.element == Element::a) {
    const auto href = added.node.attribute("href").value_or("");
    own.link_chars = own.chars * (href.size() > 1 && href[0] == '#' ? kLinkWithinPage : 1);
  }
  if (index == 0) return;
  TextSums& above = sums_[added.parent];
  above.chars += own.chars;
  above.link_chars += own.link_chars;
  above.commas += own.commas;
  above.heading_chars += page::heading_level(added.element) > 0 ? own.chars : own.heading_chars;
  const bool is_list = added.element == Element::ul || added.element == Element::ol;
  above.list_chars += is_list ? own.chars : own.list_chars;
  above.paragraphs += own.paragraphs + (added.element == Element::p || paragraphs_[index] != 0 ? 1 : 0);
  above.images += own.images + (added.element == Element::img ? 1 : 0);
  above.items += own.items + (added.element == Element::li ? 1 : 0);
  above.inputs += own.inputs + (added.element == Element::input ? 1 : 0);
  above.embeds += own.embeds + (is_embed(added.element) ? 1 : 0);
  const bool makes_text = is_block(added.element) || added.element == Element::span ||
                          added.element == Element::li || added.element == Element::td;
  above.has_text_block |= own.has_text_block || (makes_text && own.chars > 0);
  above.has_block |= own.has_block || is_block(added.element);
  above.has_video |= own.has_video || (is_embed(added.element) && is_video_embed(added.node));
  above.has_data_table |= own.has_data_table || data_tables_[index] != 0;
}

std::vector<TextSums> sums_of(const Outline& outline, const Marks& dropped, const Marks& data_tables,
                              const Marks& paragraphs) {
  Summing summing(outline, data_tables, paragraphs);
  for (std::uint32_t i = outline.size(); i-- > 0;) {
    if (dropped[i] == 0) summing.add(i);
  }
  return summing.take();
}

Marks data_tables_of(const Outline& outline) {
  std::vector<std::uint32_t> table_of(outline.size(), 0);  // the nearest one; 0: none, for no table is first
  std::vector<std::uint32_t> tables;
  std::vector<TableShape> shapes(1);
  for (std::uint32_t i = 1; i < outline.size(); ++i) {
    const OutlineNode& node = outline[i];
    const std::uint32_t around = table_of[node.parent];
    table_of[i] = around;
    if (node.element == Element::table) {
      shapes[around].is_layout = true;
      tables.push_back(i);
      table_of[i] = static_cast<std::uint32_t>(tables.size());
      TableShape& shape = shapes.emplace_back();
      shape.is_data = node.node.attribute("summary").has_value();
      shape.is_layout = node.node.attribute("role").value_or("") == "presentation" ||
                        node.node.attribute("datatable").value_or("") == "0";
    } else if (around != 0 && !node.is_text) {
      look_at_table_part(node, shapes[around]);
    }
  }
  Marks data(outline.size(), 0);
  for (std::size_t i = 0; i < tables.size(); ++i) data[tables[i]] = holds_data(shapes[i + 1]) ? 1 : 0;
  return data;
}

}  // namespace trawl::extract
