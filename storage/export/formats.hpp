#pragma once
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "storage/query.hpp"

namespace trawl::storage {

enum class Format {
  table,  ///< aligned for people; control characters escaped
  csv,    ///< RFC 4180; cells that a spreadsheet would run as a formula get a leading apostrophe
  json,   ///< one array of objects
  jsonl,  ///< one object a line
};

std::optional<Format> format_named(std::string_view name);

/// A cell as text: "" for NULL, hexadecimal for a blob, the shortest form that reads back for a real number.
std::string cell_text(const Value& cell);

/// Writes rows in that format; blobs as hexadecimal. `width` is that of the terminal, for tables: longer
/// lines are cut; 0 cuts nothing. The stream must outlive the sink.
std::unique_ptr<RowSink> format_sink(Format format, std::ostream& out, int width = 0);

}  // namespace trawl::storage
