#include "scraper/cli/print/difference_lines.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/status_line.hpp"

namespace trawl::cli {
namespace {

constexpr std::size_t kMostShown = 60;

/// At most kMostShown bytes, and whole characters.
std::string shortened(const std::string& text) {
  if (text.size() <= kMostShown) return text;
  std::size_t end = kMostShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string percent(double value) {
  return fmt::format("{:g}%", std::floor(value * 10) / 10);
}

/// Whether a rule leaves out the rows that lack the field.
bool is_required(const std::vector<extract::ItemRule>& rules, std::size_t table, const std::string& field) {
  const auto is_it = [&](const extract::Field& one) { return one.required && one.name == field; };
  return std::any_of(rules.begin(), rules.end(), [&](const extract::ItemRule& rule) {
    const bool is_key = rule.key.size() == 1 && rule.key.front() == field;
    return (rule.table == table && (is_key || std::any_of(rule.fields.begin(), rule.fields.end(), is_it))) ||
           is_required(rule.nested, table, field);
  });
}

bool is_required(const extract::Spider& spider, std::size_t table, const std::string& field) {
  return std::any_of(spider.pages.begin(), spider.pages.end(),
                     [&](const extract::PageRule& page) { return is_required(page.items, table, field); });
}

std::string filled_text(const storage::FieldTally& tally, bool leaves_rows_out) {
  if (tally.rows == 0) return "no row";
  std::string text = percent(100 - tally.null_percent()) + " filled";
  if (tally.nulls > 0)
    text += fmt::format(", {} of {} {}", grouped(tally.nulls), grouped(tally.rows),
                        leaves_rows_out ? "rows left out" : "NULL");
  if (tally.bad_type > 0) text += fmt::format(", {} of the wrong type", grouped(tally.bad_type));
  return text;
}

std::string sample_text(const storage::ItemDifference& sample) {
  std::string text = fmt::format("  {:<8} {} {}", sample.kind, sample.url, shortened(sample.what));
  if (!sample.field.empty())
    text += fmt::format("  {}: {} -> {}", sample.field, shortened(sample.before), shortened(sample.now));
  return text;
}

std::string table_text(const storage::TableDifference& table, std::int64_t pages) {
  std::string text = fmt::format("{}: {} row{}; {} added, {} removed, {} changed", table.table,
                                 grouped(table.rows), table.rows == 1 ? "" : "s", grouped(table.added),
                                 grouped(table.removed), grouped(table.changed));
  if (table.rows == 0)
    text += pages == 0 ? "; no page is one that its rules match"
                       : fmt::format("; its rules match {} page{} and make no row of {}", grouped(pages),
                                     pages == 1 ? "" : "s", pages == 1 ? "it" : "them");
  return text;
}

std::string count_text(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", grouped(count), what, count == 1 ? "" : "s");
}

}  // namespace

std::string leftover_text(const std::vector<storage::ItemLeftover>& leftovers) {
  std::string text;
  for (const storage::ItemLeftover& one : leftovers) {
    const std::string name = one.column.empty() ? one.table : one.table + "." + one.column;
    text += text::printable(fmt::format("{}: not in these rules; its {} stay{} as before", name,
                                        count_text(one.count, one.column.empty() ? "row" : "value"),
                                        one.count == 1 ? "s" : "")) +
            "\n";
  }
  return text;
}

bool is_same(const std::vector<storage::TableDifference>& tables) {
  return std::all_of(tables.begin(), tables.end(), [](const storage::TableDifference& table) {
    return table.added == 0 && table.removed == 0 && table.changed == 0;
  });
}

std::string difference_text(const std::vector<storage::TableDifference>& tables,
                            const extract::Spider& spider, const ExtractionResult& result) {
  std::string text;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const storage::TableDifference& table = tables[i];
    text += text::printable(table_text(table, result.pages_on.at(i))) + "\n";
    if (table.repeated > 0)
      text += fmt::format("  {} had the key of a later row of the same page, which replaces {}\n",
                          count_text(table.repeated, "row"), table.repeated == 1 ? "it" : "them");
    for (std::size_t field = 0; field < result.tallies.at(i).size(); ++field) {
      const std::string& name = spider.tables.at(i).fields[field].first;
      text += text::printable(fmt::format(
                  "  {:<16} {}", name, filled_text(result.tallies[i][field], is_required(spider, i, name)))) +
              "\n";
    }
    for (const storage::ItemDifference& sample : table.samples)
      text += text::printable(sample_text(sample)) + "\n";
  }
  return text;
}

storage::ItemReport report_of(const std::vector<storage::TableDifference>& tables,
                              const extract::Spider& spider, const ExtractionResult& result) {
  storage::ItemReport report;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    storage::TableReport& table = report.tables.emplace_back();
    table.table = tables[i].table;
    table.rows = tables[i].rows;
    table.added = tables[i].added;
    table.changed = tables[i].changed;
    for (std::size_t field = 0; field < result.tallies.at(i).size(); ++field) {
      storage::FieldReport& one = report.fields.emplace_back();
      one.table = table.table;
      one.field = spider.tables.at(i).fields[field].first;
      one.now = result.tallies[i][field];
    }
  }
  return report;
}

}  // namespace trawl::cli
