#include <algorithm>
#include <iostream>
#include <memory>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/export_request.hpp"
#include "scraper/cli/run/page_lines.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/export/formats.hpp"
#include "storage/export/output.hpp"
#include "storage/file/database.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

using storage::Value;

/// Rows go to the format, each as a record.
class Records : public storage::RowSink {
 public:
  Records(storage::Output& output, storage::Format format, int width)
      : output_(output), sink_(storage::format_sink(format, output.stream(), width)) {}
  void columns(const std::vector<std::string>& names) override {
    sink_->columns(names);
    output_.end_record();
  }
  void row(std::span<const Value> cells) override {
    sink_->row(cells);
    output_.end_record();
    ++count;
  }
  void end() override { sink_->end(); }
  std::int64_t count = 0;

 private:
  storage::Output& output_;
  const std::unique_ptr<storage::RowSink> sink_;
};

/// The first column of each row, one a line.
class Lines : public storage::RowSink {
 public:
  Lines(storage::Output& output, bool is_terminal) : output_(output), is_terminal_(is_terminal) {}
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override {
    const std::string line = storage::cell_text(cells[0]);
    const bool is_plain = !is_terminal_ && line.find('\n') == std::string::npos;
    output_.stream() << (is_plain ? line : text::printable(line)) << '\n';
    output_.end_record();
    ++count;
  }
  void end() override {}
  std::int64_t count = 0;

 private:
  storage::Output& output_;
  const bool is_terminal_;
};

/// Whether the output goes to a terminal, where nothing may command it; -o says where it goes, so no.
bool is_for_terminal(const ExportRequest& request) {
  return request.output.empty() && stdout_is_terminal();
}

/// Keeps the texts of the first column.
class Names : public storage::RowSink {
 public:
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override { all.push_back(storage::cell_text(cells[0])); }
  void end() override {}
  std::vector<std::string> all;
};

std::string table_sql(const ExportRequest& request) {
  Names tables;
  storage::run_query(request.file,
                     "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE "
                     "'sqlite!_%' ESCAPE '!' "
                     "ORDER BY name",
                     tables);
  bool is_known = false;
  for (const std::string& name : tables.all) is_known |= text::equal_ignoring_case(name, request.table);
  if (!is_known) {
    const std::vector<std::string_view> names(tables.all.begin(), tables.all.end());
    throw UsageError(fmt::format("--table: {} has no table or view '{}'{}; it has {}", request.file,
                                 request.table, did_you_mean(request.table, names),
                                 fmt::join(tables.all, ", ")));
  }
  std::string sql = "SELECT * FROM " + storage::quoted_name(request.table);
  if (!request.filter.where.empty()) sql += " WHERE (" + request.filter.where + "\n)";
  return sql;
}

std::vector<std::string> json_columns(const ExportRequest& request) {
  std::vector<std::string> names;
  for (const char* const name : {"headers", "meta", "timing"})
    if (request.with.contains(name)) names.emplace_back(name);
  return names;
}

ExitCode export_table(const ExportRequest& request, storage::Format format) {
  const std::string sql = table_sql(request);
  storage::Output output(request.output);
  Records rows(output, format, is_for_terminal(request) ? stdout_width() : 0);
  storage::run_query(request.file, sql, rows, request.limits, sql_functions());
  output.commit();
  say_written(request, counted(rows.count, "row"));
  return ExitCode::done;
}

/// `Sink` counts the rows that it got.
template <class Sink>
ExitCode export_rows(const ExportRequest& request, const std::string& sql, storage::Output& output,
                     Sink& sink, std::string_view one) {
  storage::run_query(request.file, sql, sink, request.limits, sql_functions());
  if (sink.count == 0) return nothing_to_export(request, one);
  output.commit();
  say_written(request, counted(sink.count, one));
  return ExitCode::done;
}

}  // namespace

ExitCode export_jsonl(const ExportRequest& request) {
  if (!request.table.empty()) return export_table(request, storage::Format::jsonl);
  const std::string sql =
      storage::pages_sql(request.filter, storage::schema_version(request.file), json_columns(request));
  storage::Output output(request.output);
  PageLines lines(request.file, request.with, output, is_for_terminal(request));
  return export_rows(request, sql, output, lines, "page");
}

ExitCode export_csv(const ExportRequest& request) {
  const storage::Format format = request.is_raw ? storage::Format::csv_raw : storage::Format::csv;
  if (!request.table.empty()) return export_table(request, format);
  const std::string sql =
      storage::pages_sql(request.filter, storage::schema_version(request.file), json_columns(request));
  storage::Output output(request.output);
  Records rows(output, format, is_for_terminal(request) ? stdout_width() : 0);
  return export_rows(request, sql, output, rows, "page");
}

ExitCode export_urls(const ExportRequest& request) {
  const std::string sql = storage::urls_sql(request.filter, storage::schema_version(request.file));
  storage::Output output(request.output);
  Lines lines(output, is_for_terminal(request));
  return export_rows(request, sql, output, lines, "URL");
}

ExitCode nothing_to_export(const ExportRequest& request, std::string_view what, std::string_view rest) {
  std::cout.flush();
  complain(request.file, fmt::format("there is no {} to export{}", what, rest));
  return ExitCode::nothing;
}

void say_written(const ExportRequest& request, std::string_view what, std::string_view rest) {
  if (request.output.empty()) return;
  std::cerr << fmt::format("trawl: {}: {} written{}\n", text::printable(request.output), what, rest);
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  if (count == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", count, one) : fmt::format("{} {}", count, many);
}

}  // namespace trawl::cli
