#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/gate_check.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/error.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Queries are read-only and also work while a crawl writes to the file. Tables are pages, links, urls, hosts,
events and others; views answer common questions: broken_links, redirect_chains, slow_pages, host_summary, …
A row may have 64 MB, and SQLite 256 MB in all; temporary tables and sorts beyond that are in files.

A terminal gets aligned columns, long URLs cut in the middle; a pipe or a file gets the same cells whole, with a
tab between them. --csv puts an apostrophe before text that begins with = + - @, a tab or CR, because a spreadsheet
would run it as a formula; --csv-raw does not. Control characters are escaped on a terminal, whatever the format.

--fail-on 'rows > 0' makes a script notice: exit code 10. 'trawl crawl --help' has the other conditions.

Example:
  trawl query example.org.db 'SELECT status, count(*) FROM pages GROUP BY status'
  trawl query example.org.db 'SELECT * FROM broken_links' --csv > broken.csv
)";

/// Of tables, views and columns.
constexpr std::string_view kAllNames = R"sql(
SELECT name FROM sqlite_schema
UNION SELECT c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c WHERE t.type IN ('table', 'view'))sql";

constexpr std::int64_t kMemory = 256 * 1024 * 1024;

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"table", 0, "", "print aligned columns (the default on a terminal)", "Format"},
      {"csv", 0, "", "print comma-separated values that a spreadsheet does not run", "Format"},
      {"csv-raw", 0, "", "print comma-separated values as they are", "Format"},
      {"json", 0, "", "print one array of objects", "Format"},
      {"jsonl", 0, "", "print one object per line", "Format"},
      {"limit", 'n', "ROWS", "stop after ROWS rows; 0: print all (0)", "Limits"},
      {"timeout", 't', "TIME", "give up after TIME (30s)", "Limits"},
  };
  for (const Flag& flag : gate_flags()) all.push_back(flag);
  return all;
}

storage::Format format_of(const Arguments& arguments) {
  const Arguments::Given* chosen = nullptr;
  for (const auto& given : arguments.flags) {
    if (!storage::format_named(given.flag)) continue;
    const bool is_same = chosen == nullptr || (chosen->flag == "csv" && given.flag == "csv-raw");
    if (!is_same) throw UsageError(fmt::format("choose one of --{} and --{}", chosen->flag, given.flag));
    chosen = &given;
  }
  return chosen == nullptr ? usual_format() : *storage::format_named(chosen->flag);
}

storage::QueryLimits limits_of(const Arguments& arguments) {
  storage::QueryLimits limits;
  try {
    if (const auto* rows = arguments.value("limit")) limits.rows = parse_count(*rows, 0);
    if (const auto* time = arguments.value("timeout")) limits.time = parse_duration(*time);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  return limits;
}

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

/// What may help after an error in the SQL: "" or " (did you mean 'pages'?)".
std::string advice_for(const std::string& error, const std::string& file) {
  constexpr std::string_view kNoTable = "no such table: ", kNoColumn = "no such column: ";
  constexpr std::string_view kNames = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')";
  if (error.find(kNoColumn) != std::string::npos)
    return "; 'PRAGMA table_info(pages)' lists the columns of pages";
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

/// Throws UsageError for what is no SQL.
void check_words(const std::string& file, const std::string& sql) {
  std::error_code none;
  if (!std::filesystem::exists(file, none) && std::filesystem::exists(sql, none))
    throw UsageError(fmt::format("the file comes first: trawl query {} 'SQL'", shell_word(sql)));
  if (sql.starts_with('.'))
    throw UsageError(fmt::format("'{}' is no SQL; \"SELECT name FROM sqlite_schema\" lists the tables", sql));
}

/// SQLite cannot be stopped within an instruction, and a query has nothing to lose.
[[noreturn]] void give_up(const std::string& file) {
  std::cerr << fmt::format("trawl: {}: the query ran out of time\n", text::printable(file)) << std::flush;
  _exit(static_cast<int>(ExitCode::failed));
}

ExitCode run(const Arguments& arguments) {
  check_words(arguments.words[0], arguments.words[1]);
  storage::QueryLimits limits = limits_of(arguments);
  limits.overrun = [&] { give_up(arguments.words[0]); };
  gates_of(arguments);  // or a mistake in them would show after the rows
  GateFacts facts;
  facts.file = arguments.words[0];
  storage::limit_memory(kMemory);
  const auto sink = storage::format_sink(format_of(arguments), std::cout, stdout_width());
  try {
    const auto end = storage::run_query(arguments.words[0], arguments.words[1], *sink, limits);
    facts.rows = end.rows;
    if (end.cut) std::cerr << fmt::format("trawl: only the first {} rows are shown\n", end.rows);
  } catch (const storage::Error& error) {
    if (error.kind() == storage::ErrorKind::sql)
      throw UsageError(error.what() + advice_for(error.what(), arguments.words[0]));
    throw;
  }
  std::cout << std::flush;
  return pass_gates(arguments, facts);
}

}  // namespace

Command query_command() {
  Command command;
  command.name = "query";
  command.summary = "run SQL on a crawl file";
  command.usage = "DB 'SQL'";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
