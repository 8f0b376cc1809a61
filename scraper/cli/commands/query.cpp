#include <chrono>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/query_advice.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/gate_check.hpp"
#include "scraper/cli/run/saved_queries.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/sql_parameter.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/settings/values.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/error.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Queries are read-only and also work while a crawl writes to the file. Tables are pages, links, urls, hosts,
events and others; views answer common questions: broken_links, redirect_chains, slow_pages, host_summary, …
The table schema_docs says what each table, view, column and value is; pages_flat has one row a page for data frames.
A row may have 64 MB, and SQLite 256 MB in all; temporary tables and sorts beyond that are in files.

Besides those of SQLite there are the functions
  body(page_id)          the stored body: text in UTF-8, or a blob if it is no text; NULL if there is none
  body_text(page_id)     the text that people see, of an HTML page or other text, in UTF-8
  header(page_id, name)  a header of the answer, in any case; several are joined by ", "
  url_host(url)          the host of a URL, url_path(url) its path; NULL for what is no URL
  X REGEXP PATTERN       whether the pattern (RE2) is found in X; (?i) at its beginning ignores case
  url_matches(url, RE)   whether --include or --exclude RE would match the URL, as written or as people read it

The SQL is the second word, or comes from --input or from a pipe. -p NAME=VALUE binds :NAME in it: a whole number, a
number with a point or an exponent, or text; -p "NAME='5'" is text. A parameter without a name has its number: -p 1=x.
--save keeps the query for every crawl file, in ~/.config/trawl/queries (or below XDG_CONFIG_HOME) and not in the
file, which may be read-only or in use by a crawl. --saved NAME runs it, --list names all.

A terminal gets aligned columns, long URLs cut in the middle, or a line for each cell where the columns do not fit; a
pipe or a file gets the same cells whole, with a tab between them. --csv puts an apostrophe before text that begins with
= + - @, a tab or CR, because a spreadsheet would run it as a formula; --csv-raw does not. Control characters are
escaped on a terminal, whatever the format.

--fail-on 'rows > 0' makes a script notice: exit code 10. 'trawl crawl --help' has the other conditions.

Example:
  trawl query example.org.db 'SELECT status, count(*) FROM pages GROUP BY status'
  trawl query example.org.db 'SELECT * FROM broken_links' --csv > broken.csv
  trawl query example.org.db 'SELECT url FROM pages WHERE status = :s' -p s=404 --save by-status
  trawl query example.org.db --saved by-status -p s=500
  trawl query example.org.db "SELECT url, header(id, 'cache-control') FROM pages_latest"
  trawl query example.org.db "SELECT url FROM pages_latest WHERE body(id) REGEXP 'UA-\d+-\d+'"

Exit codes: 0 done, 1 time or memory ran out, or stdout could not be written, 2 usage or wrong SQL, 3 the crawl file.
)";

constexpr std::int64_t kMemory = 256 * 1024 * 1024;

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"param", 'p', "NAME=VALUE", "bind VALUE to :NAME in the SQL; repeatable", "Query", true},
      {"input", 'i', "FILE", "read the SQL from FILE; - is stdin", "Query"},
      {"save", 0, "NAME", "keep the query under this name, once it has run", "Query"},
      {"saved", 0, "NAME", "run the query of this name", "Query"},
      {"list", 0, "", "list the saved queries", "Query"},
      {"table", 0, "", "print aligned columns", "Format"},
      {"record", 0, "", "print a line for each cell", "Format"},
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

storage::QueryParameters parameters_of(const Arguments& arguments) {
  storage::QueryParameters parameters;
  for (const auto& given : arguments.flags) {
    if (given.flag != "param") continue;
    for (const std::string& text : given.values) {
      try {
        parameters.push_back(parse_sql_parameter(text));
      } catch (const std::invalid_argument& error) {
        throw UsageError(error.what());
      }
    }
  }
  return parameters;
}

/// Throws UsageError for what is no SQL.
void check_words(const std::string& file, const std::string& sql) {
  std::error_code none;
  if (!std::filesystem::exists(file, none) && std::filesystem::exists(sql, none))
    throw UsageError(fmt::format("the file comes first: trawl query {} 'SQL'", shell_word(sql)));
  if (sql.starts_with('.'))
    throw UsageError(fmt::format("'{}' is no SQL; \"SELECT name FROM sqlite_schema\" lists the tables", sql));
}

std::string input_text(const std::string& file) {
  try {
    return text_of_file(file);
  } catch (const std::system_error& error) {
    throw UsageError(error.what());
  }
}

/// From the one place that the command line names.
std::string sql_of(const Arguments& arguments) {
  const bool has_word = arguments.words.size() > 1;
  const std::string *const saved = arguments.value("saved"), *const input = arguments.value("input");
  if (has_word + (saved != nullptr) + (input != nullptr) > 1)
    throw UsageError("the SQL is the second word, or from --input, or --saved: choose one");
  if (saved != nullptr) return SavedQueries().sql_of(*saved);
  if (input != nullptr) return input_text(*input);
  if (!has_word && isatty(STDIN_FILENO) == 1)
    throw UsageError("there is no SQL; write it after the file: trawl query FILE 'SELECT …'");
  if (!has_word || arguments.words[1] == "-") return input_text("-");
  check_words(arguments.words[0], arguments.words[1]);
  return arguments.words[1];
}

/// SQLite cannot be stopped within an instruction, and a query has nothing to lose.
[[noreturn]] void give_up(const std::string& file) {
  std::cerr << fmt::format("trawl: {}: the query ran out of time\n", text::printable(file)) << std::flush;
  _exit(static_cast<int>(ExitCode::failed));
}

ExitCode list_saved() {
  const SavedQueries saved;
  for (const std::string& name : saved.names()) {
    std::string sql = saved.sql_of(name);
    while (sql.ends_with('\n')) sql.pop_back();
    std::cout << fmt::format("{}\t{}\n", name, text::printable(sql));
  }
  return ExitCode::done;
}

ExitCode run(const Arguments& arguments) {
  if (arguments.has("list")) return list_saved();
  if (arguments.words.empty()) throw UsageError("trawl query needs the crawl file: trawl query FILE 'SQL'");
  const std::string& file = arguments.words[0];
  const std::string sql = sql_of(arguments);
  const std::string* const name = arguments.value("save");
  if (name != nullptr) SavedQueries().file_of(*name);  // throws for what is no name
  storage::QueryLimits limits = limits_of(arguments);
  limits.overrun = [&] { give_up(file); };
  gates_of(arguments);  // or a mistake in them would show after the rows
  GateFacts facts;
  facts.file = file;
  storage::limit_memory(kMemory);
  const auto sink = storage::format_sink(format_of(arguments), std::cout, stdout_width());
  try {
    const auto end = storage::run_query(file, sql, *sink, limits, sql_functions(), parameters_of(arguments));
    facts.rows = end.rows;
    if (end.cut) std::cerr << fmt::format("trawl: only the first {} rows are shown\n", end.rows);
  } catch (const storage::Error& error) {
    if (error.kind() == storage::ErrorKind::sql)
      throw UsageError(error.what() + query_advice(error.what(), file));
    throw;
  }
  if (name != nullptr) {
    SavedQueries().save(*name, sql);
    std::cerr << fmt::format("trawl: saved; run it with: trawl query FILE --saved {}\n", *name);
  }
  std::cout << std::flush;
  return pass_gates(arguments, facts);
}

}  // namespace

Command query_command() {
  Command command;
  command.name = "query";
  command.summary = "run SQL on a crawl file";
  command.usage = "DB ['SQL']";
  command.notes = kNotes;
  command.flags = flags();
  command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
