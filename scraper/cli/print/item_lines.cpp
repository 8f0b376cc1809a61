#include "scraper/cli/print/item_lines.hpp"

#include <cmath>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/status_line.hpp"

namespace trawl::cli {
namespace {

using storage::FieldReport;
using storage::TableReport;

constexpr std::size_t kMostFields = 12;

std::string table_text(const TableReport& table) {
  std::string text =
      fmt::format("{}: {} row{}", table.table, grouped(table.rows), table.rows == 1 ? "" : "s");
  if (table.added != 0 && table.added != table.rows) text += fmt::format(", {} new", grouped(table.added));
  if (table.changed != 0)
    text += fmt::format(", {} value{} changed", grouped(table.changed), table.changed == 1 ? "" : "s");
  return text;
}

std::string percent(double value) {
  return fmt::format("{:g}%", std::round(value * 10) / 10);
}

std::string worse_text(const FieldReport& field) {
  const auto& [now, before] = std::pair(field.now, *field.before);
  std::string text = fmt::format("{}.{}: ", field.table, field.field);
  if (now.rows == 0) return text + fmt::format("no row; {} last run", grouped(before.rows));
  text += fmt::format("{} NULL, {} last run", percent(now.null_percent()), percent(before.null_percent()));
  if (now.bad_type > 0 || before.bad_type > 0)
    text += fmt::format("; {} of the wrong type, {} last run", percent(now.bad_type_percent()),
                        percent(before.bad_type_percent()));
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> item_lines(const storage::ItemReport& report) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const TableReport& table : report.tables) lines.emplace_back("items", table_text(table));
  std::size_t fields = 0;
  for (const FieldReport& field : report.fields) {
    const bool is_missing = field.now.rows > 0 && field.now.matched == 0;
    if (!field.is_worse() && !is_missing) continue;
    if (++fields > kMostFields) continue;
    if (field.is_worse()) {
      lines.emplace_back("worse", worse_text(field));
    } else {
      lines.emplace_back("missing", fmt::format("{}.{}: found in none of {} row{}", field.table, field.field,
                                                grouped(field.now.rows), field.now.rows == 1 ? "" : "s"));
    }
  }
  if (fields > kMostFields) lines.emplace_back("", fmt::format("and {} more fields", fields - kMostFields));
  for (auto& [label, text] : lines) text = text::printable(text);
  return lines;
}

}  // namespace trawl::cli
