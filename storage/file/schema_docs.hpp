#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "storage/file/sqlite.hpp"

/// What the crawl file says of itself in the table `schema_docs`: each table, view and column, and each value
/// of the columns that have a fixed set of them. storage/README.md has the same.
namespace trawl::storage {

/// One line of the texts below. What does not apply is "".
struct SchemaDoc {
  SchemaDoc() {}
  std::string name;    ///< of a table or view
  std::string bases;   ///< of a table or view: where its other columns are described, separated by blanks
  std::string column;  ///< "": it is about the table or view itself
  std::string value;   ///< "": it is about the column itself
  std::string unit;    ///< "ms", "bytes", "JSON", …
  std::string text;    ///< a sentence for people
};

/// All lines, with the reasons for skipping URLs.
std::vector<SchemaDoc> schema_docs();

/// Creates the table anew and fills it, for the tables and views of the file. A column without a line of
/// its own is described as the column of that name of the first base that has one.
/// Requires: a transaction.
void write_schema_docs(Connection& connection);

/// The lines. One about a table or view begins with its name and its bases in parentheses, if it has any; one
/// about a column with two blanks, the column, and its unit in brackets, if it has one. "= value" says it
/// is about that value. The text stands behind " | ".
std::string_view docs_of_tables();
std::string_view docs_of_orders();
std::string_view docs_of_item_tables();
std::string_view docs_of_views();
std::string_view docs_of_report_views();

}  // namespace trawl::storage
