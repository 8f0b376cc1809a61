#include "scraper/cli/print/query_advice.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::cli {
namespace {

/// Of tables, views and columns.
constexpr std::string_view kAllNames = R"sql(
SELECT name FROM sqlite_schema
UNION SELECT c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c WHERE t.type IN ('table', 'view'))sql";

/// Keeps the first column of a result, as text.
class FirstColumn : public storage::RowSink {
 public:
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const storage::Value> cells) override { texts.push_back(storage::cell_text(cells[0])); }
  void end() override {}
  std::vector<std::string> texts;
};

/// The name of a table or column of the file that SQL takes for a word of its own: it needs quotes.
std::string quotes_for(const std::string& error, const std::string& file) {
  constexpr std::string_view kNear = "near \"", kAfter = "\": syntax error";
  const std::size_t at = error.find(kNear);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + kNear.size(), end = error.find(kAfter, begin);
  if (end == std::string::npos) return "";
  const std::string word = error.substr(begin, end - begin);
  if (!storage::is_keyword(word)) return "";
  FirstColumn names;
  storage::run_query(file, std::string(kAllNames), names);
  const bool is_name = std::any_of(names.texts.begin(), names.texts.end(), [&](const std::string& name) {
    return text::equal_ignoring_case(name, word);
  });
  if (!is_name) return "";
  return fmt::format("; {0} is a word of SQL: as a name it stands in double quotes, \"{0}\"", word);
}

}  // namespace

std::string query_advice(const std::string& error, const std::string& file) {
  constexpr std::string_view kNoTable = "no such table: ", kNoColumn = "no such column: ";
  constexpr std::string_view kNames = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')";
  if (error.find(kNoColumn) != std::string::npos)
    return "; 'PRAGMA table_info(pages)' lists the columns of pages, the table schema_docs says what each is";
  if (error.find("has no value") != std::string::npos) return "; give it with -p NAME=VALUE";
  const std::size_t at = error.find(kNoTable);
  if (at == std::string::npos) return quotes_for(error, file);
  const std::size_t begin = at + kNoTable.size();
  const std::string name = error.substr(begin, error.find_first_of(" );", begin) - begin);
  FirstColumn tables;
  storage::run_query(file, std::string(kNames), tables);
  const std::vector<std::string_view> names(tables.texts.begin(), tables.texts.end());
  const std::string guess = did_you_mean(text::lowered(name), names);
  return guess.empty() ? fmt::format("; \"{}\" lists the tables", kNames) : guess;
}

}  // namespace trawl::cli
