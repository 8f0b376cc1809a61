#include "storage/file/schema_docs.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "fetch/text/ascii.hpp"
#include "storage/skip_reason.hpp"

namespace trawl::storage {
namespace {

constexpr std::string_view kBeforeText = " | ", kBeforeValue = " = ";

/// Cuts " (pages)" off `words` and returns "pages"; "" if there is none.
std::string take_bracketed(std::string_view& words, std::string_view open, char close) {
  const std::size_t at = words.find(open);
  if (at == std::string_view::npos || !words.ends_with(close)) return "";
  std::string inner(words.substr(at + open.size(), words.size() - at - open.size() - 1));
  words = words.substr(0, at);
  return inner;
}

void append_lines(std::vector<SchemaDoc>& docs, std::string_view lines) {
  std::string name;
  while (!lines.empty()) {
    const std::string_view line = text::take_until(lines, '\n');
    const std::size_t bar = line.find(kBeforeText);
    if (bar == std::string_view::npos) continue;
    SchemaDoc doc;
    std::string_view words = line.substr(0, bar);
    doc.text = line.substr(bar + kBeforeText.size());
    if (!words.starts_with("  ")) {
      doc.bases = take_bracketed(words, " (", ')');
      name = words;
    } else {
      words.remove_prefix(2);
      const std::size_t equals = words.find(kBeforeValue);
      if (equals != std::string_view::npos) {
        doc.value = words.substr(equals + kBeforeValue.size());
        words = words.substr(0, equals);
      }
      doc.unit = take_bracketed(words, " [", ']');
      doc.column = words;
    }
    doc.name = name;
    docs.push_back(std::move(doc));
  }
}

/// The lines about each table and view, in their order.
using Groups = std::map<std::string_view, std::vector<const SchemaDoc*>>;

Groups grouped(const std::vector<SchemaDoc>& docs) {
  Groups groups;
  for (const SchemaDoc& doc : docs) groups[doc.name].push_back(&doc);
  return groups;
}

bool has_column(const Groups& groups, std::string_view name, std::string_view column) {
  const auto group = groups.find(name);
  return group != groups.end() &&
         std::any_of(group->second.begin(), group->second.end(),
                     [&](const SchemaDoc* doc) { return doc->column == column && doc->value.empty(); });
}

/// The table or view whose line describes the column; "" if none does.
std::string_view describing(const Groups& groups, const SchemaDoc& about, std::string_view column) {
  if (has_column(groups, about.name, column)) return about.name;
  for (std::string_view rest = about.bases; !rest.empty();) {
    const std::string_view base = text::take_until(rest, ' ');
    if (has_column(groups, base, column)) return base;
  }
  return "";
}

}  // namespace

std::vector<SchemaDoc> schema_docs() {
  std::vector<SchemaDoc> docs;
  for (const std::string_view lines :
       {docs_of_tables(), docs_of_orders(), docs_of_item_tables(), docs_of_views(), docs_of_report_views()})
    append_lines(docs, lines);
  for (const SkipReasonRow& row : skip_reasons()) {
    SchemaDoc doc;
    doc.name = "urls";
    doc.column = "skip_reason";
    doc.value = row.name;
    doc.text = row.meaning;
    docs.push_back(std::move(doc));
  }
  return docs;
}

void write_schema_docs(Connection& connection) {
  connection.execute(R"sql(
DROP TABLE IF EXISTS schema_docs;
CREATE TABLE schema_docs(  -- what each table, view, column and value is
  name TEXT NOT NULL,
  column TEXT,
  value TEXT,
  unit TEXT,
  text TEXT NOT NULL
) STRICT)sql");
  const std::vector<SchemaDoc> docs = schema_docs();
  const Groups groups = grouped(docs);
  Statement columns(connection, "SELECT name FROM pragma_table_xinfo(?)");
  Statement insert(connection, "INSERT INTO schema_docs VALUES (?, ?, ?, ?, ?)");
  for (const SchemaDoc& about : docs) {
    if (!about.column.empty()) continue;
    bool is_there = false;
    Rows rows = columns.rows(about.name);
    while (rows.next()) {
      if (!std::exchange(is_there, true)) insert.run(about.name, "", "", about.unit, about.text);
      const std::string column = rows.text(0);
      const std::string_view from = describing(groups, about, column);
      if (from.empty()) continue;
      const bool is_own = from == about.name;
      for (const SchemaDoc* doc : groups.at(from)) {
        if (doc->column == column && (is_own || doc->value.empty()))
          insert.run(about.name, column, doc->value, doc->unit, doc->text);
      }
    }
  }
}

}  // namespace trawl::storage
