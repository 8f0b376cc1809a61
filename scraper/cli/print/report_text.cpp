#include "scraper/cli/print/report_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "storage/export/formats.hpp"

namespace trawl::cli {
namespace {

using storage::Severity;
using storage::Value;

/// The cells that say something, two spaces between them.
std::string joined(std::span<const Value> cells) {
  std::string line;
  for (const Value& cell : cells) {
    const std::string text = text::printable(storage::cell_text(cell));
    if (!text.empty()) line.append(line.empty() ? "" : "  ").append(text);
  }
  return line;
}

std::string fitted(const std::string& line, int width) {
  return width > 0 ? text::cut_to_width(line, width) : line;
}

class GroupedText : public storage::RowSink {
 public:
  GroupedText(const storage::Report& report, std::ostream& out, int width)
      : out_(out), columns_(report.grouped_by), width_(width) {}

  void columns(const std::vector<std::string>& names) override {
    const auto begin = names.begin() + columns_;
    out_ << fmt::format("{}\n    {}\n", fmt::join(names.begin(), begin, "  "),
                        fmt::join(begin, names.end(), "  "));
  }
  void row(std::span<const Value> cells) override {
    const auto columns = static_cast<std::size_t>(columns_);
    if (!storage::is_same_group(cells, last_, columns_)) {
      last_.assign(cells.begin(), cells.end());
      out_ << '\n' << fitted(joined(cells.first(columns)), width_) << '\n';
    }
    out_ << fitted("    " + joined(cells.subspan(columns)), width_) << '\n';
  }
  void end() override {}

 private:
  std::ostream& out_;
  const int columns_, width_;
  std::vector<Value> last_;
};

void print_counts(const std::vector<storage::ReportCount>& counts, Severity severity, std::ostream& out,
                  int width) {
  for (const storage::ReportCount& count : counts) {
    if (count.report->severity != severity || count.rows == 0) continue;
    const std::string groups = count.groups < count.rows
                                   ? fmt::format(" in {} group{}", count.groups, count.groups == 1 ? "" : "s")
                                   : "";
    out << fitted(
               fmt::format("{:<22} {:>7}  {}{}", count.report->name, count.rows, count.report->title, groups),
               width)
        << '\n';
    for (const std::string& example : count.examples)
      out << fitted("      " + text::printable(example), width) << '\n';
  }
}

}  // namespace

std::unique_ptr<storage::RowSink> report_text(const storage::Report& report, std::ostream& out, int width) {
  if (report.grouped_by > 0) return std::make_unique<GroupedText>(report, out, width);
  return storage::format_sink(width > 0 ? storage::Format::table : storage::Format::plain, out, width);
}

void print_overview(const std::vector<storage::ReportCount>& counts, std::ostream& out, int width) {
  const auto title_of = [](Severity severity) {
    return severity == Severity::issue ? "ISSUES" : severity == Severity::warning ? "WARNINGS" : "NOTES";
  };
  for (const Severity severity : {Severity::issue, Severity::warning, Severity::note}) {
    const bool has_any =
        std::any_of(counts.begin(), counts.end(), [severity](const storage::ReportCount& count) {
          return count.report->severity == severity && count.rows > 0;
        });
    if (!has_any) continue;
    out << title_of(severity) << '\n';
    print_counts(counts, severity, out, width);
    out << '\n';
  }
  std::string empty;
  for (const storage::ReportCount& count : counts)
    if (count.rows == 0) empty.append(empty.empty() ? "" : ", ").append(count.report->name);
  if (!empty.empty()) out << "Nothing to report: " << empty << '\n';
}

}  // namespace trawl::cli
