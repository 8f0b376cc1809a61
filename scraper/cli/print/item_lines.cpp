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
  if (table.rows == 0 && !table.why_empty.empty()) text += "; " + table.why_empty;
  return text;
}

std::string repeated_text(const TableReport& table) {
  return fmt::format("{}: {} row{} had the key of a later row of the same page, which replaced {}",
                     table.table, grouped(table.repeated), table.repeated == 1 ? "" : "s",
                     table.repeated == 1 ? "it" : "them");
}

/// Whether most of what was found is of the wrong type, as by a rule for another kind of value.
bool is_mostly_bad(const storage::FieldTally& tally) {
  return tally.bad_type > 0 && 2 * tally.bad_type >= tally.matched;
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
  for (const TableReport& table : report.tables)
    if (table.repeated > 0) lines.emplace_back("repeated", repeated_text(table));
  std::size_t fields = 0;
  for (const FieldReport& field : report.fields) {
    const bool is_missing = field.now.rows > 0 && field.now.matched == 0;
    if (!field.is_worse() && !is_missing && !is_mostly_bad(field.now)) continue;
    if (++fields > kMostFields) continue;
    if (field.is_worse()) {
      lines.emplace_back("worse", worse_text(field));
    } else if (!is_missing) {
      lines.emplace_back("bad type",
                         fmt::format("{}.{}: {} of {} rows have a value of the wrong type", field.table,
                                     field.field, grouped(field.now.bad_type), grouped(field.now.rows)));
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
