#pragma once
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "storage/query.hpp"

namespace trawl::storage {

enum class Format {
  table,    ///< aligned for people; control characters escaped
  record,   ///< a line for each cell; control characters escaped
  fitting,  ///< a table, or records where its columns do not fit the terminal
  plain,    ///< a tab between cells, no padding; control characters escaped
  csv,      ///< RFC 4180; an apostrophe before what a spreadsheet would run as a formula
  csv_raw,  ///< RFC 4180; the cells as they are
  json,     ///< one array of objects
  jsonl,    ///< one object a line
};

/// The format of a flag, which has its name; none for another word. No flag chooses `plain` or
/// `fitting`.
std::optional<Format> format_named(std::string_view name);

/// A cell as text: "" for NULL, hexadecimal for a blob, for a real number the shortest form that reads back.
std::string cell_text(const Value& cell);

/// Appends a cell as a value of JSON: text and blobs as strings, what is no number in JSON as null.
void append_json_value(std::string& json, const Value& cell);

/// Writes rows in that format, blobs as hexadecimal. `width` is that of the terminal to which `out` writes, 0
/// if it is none. On a terminal longer lines of a table are cut, and no format writes control characters.
/// The stream must outlive the sink.
std::unique_ptr<RowSink> format_sink(Format format, std::ostream& out, int width = 0);

}  // namespace trawl::storage
