#include "scraper/cli/print/difference_lines.hpp"

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

std::string filled_text(const storage::FieldTally& tally) {
  if (tally.rows == 0) return "no row";
  std::string text = percent(100 - tally.null_percent()) + " filled";
  if (tally.nulls > 0) text += fmt::format(", {} of {} NULL", grouped(tally.nulls), grouped(tally.rows));
  if (tally.bad_type > 0) text += fmt::format(", {} of the wrong type", grouped(tally.bad_type));
  return text;
}

std::string sample_text(const storage::ItemDifference& sample) {
  std::string text = fmt::format("  {:<8} {} {}", sample.kind, sample.url, shortened(sample.what));
  if (!sample.field.empty())
    text += fmt::format("  {}: {} -> {}", sample.field, shortened(sample.before), shortened(sample.now));
  return text;
}

}  // namespace

std::string difference_text(const std::vector<storage::TableDifference>& tables,
                            const extract::Spider& spider, const ExtractionResult& result) {
  std::string text;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const storage::TableDifference& table = tables[i];
    text += text::printable(fmt::format("{}: {} row{}; {} added, {} removed, {} changed", table.table,
                                        grouped(table.rows), table.rows == 1 ? "" : "s", grouped(table.added),
                                        grouped(table.removed), grouped(table.changed))) +
            "\n";
    for (std::size_t field = 0; field < result.tallies.at(i).size(); ++field)
      text += text::printable(fmt::format("  {:<16} {}", spider.tables.at(i).fields[field].first,
                                          filled_text(result.tallies[i][field]))) +
              "\n";
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
