#include "scraper/extract/structured/table_items.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "scraper/extract/structured/html_table.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostPlaces = 2'000'000;
constexpr std::size_t kDeepest = 2;

struct FoundTable {
  explicit FoundTable(const Node& table) : node(table) {}
  Node node;
  std::size_t levels = 0;  ///< how deep tables are nested in it
};

bool is_table(const Node& node) {
  return node.kind() == Node::Kind::element && node.name() == "table";
}

bool is_layout(const FoundTable& table) {
  const auto role = text::trimmed(table.node.attribute("role").value_or(""), text::kAsciiSpace);
  return table.levels > kDeepest || text::equal_ignoring_case(role, "presentation") ||
         text::equal_ignoring_case(role, "none");
}

/// All tables in document order, but for those in templates.
std::vector<FoundTable> tables_of(const Node& root) {
  std::vector<FoundTable> tables;
  std::vector<std::size_t> open;  // the tables around the node
  for (Node node = root; node;) {
    if (is_table(node)) {
      open.push_back(tables.size());
      tables.emplace_back(node);
    }
    Node next = node.name() == "template" ? Node() : node.first_child();
    while (!next && node && node != root) {
      if (is_table(node)) {
        const std::size_t levels = tables[open.back()].levels + 1;
        open.pop_back();
        if (!open.empty()) tables[open.back()].levels = std::max(tables[open.back()].levels, levels);
      }
      next = node.next_sibling();
      node = node.parent();
    }
    node = next;
  }
  return tables;
}

void append_texts(std::string& json, const std::vector<std::string>& texts) {
  json += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) json += ',';
    text::append_json_string(json, texts[i]);
  }
  json += ']';
}

std::string table_json(const TableTexts& texts) {
  std::string json = "{\"caption\":";
  text::append_json_string(json, texts.caption);
  json += ",\"header\":";
  append_texts(json, texts.header);
  json += ",\"rows\":[";
  for (std::size_t i = 0; i < texts.rows.size(); ++i) {
    if (i != 0) json += ',';
    append_texts(json, texts.rows[i]);
  }
  return json + "]}";
}

bool has_text(const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(), [](const std::string& text) { return !text.empty(); });
}

}  // namespace

void add_tables(const Tree& tree, StructuredData& found) {
  std::size_t places = 0;
  bool is_cut = false;
  for (const FoundTable& one : tables_of(tree.document())) {
    if (is_layout(one)) continue;
    const HtmlTable table(one.node);
    places += table.rows() * table.columns();
    is_cut = is_cut || places > kMostPlaces;
    if (is_cut || found.room() == 0) break;
    const TableTexts texts = table.texts(found.room());
    is_cut = is_cut || texts.is_cut;
    if (has_text(texts.header) || std::any_of(texts.rows.begin(), texts.rows.end(), has_text))
      found.add("table", "", table_json(texts));
  }
  if (is_cut) found.note("tables: the page has too many cells; some were left out");
}

}  // namespace trawl::extract
