#include "storage/report/overview.hpp"

#include <algorithm>

#include "storage/export/formats.hpp"

namespace trawl::storage {
namespace {

constexpr std::size_t kExamples = 3;
/// An example is the cells that say what a row is about.
constexpr std::size_t kCellsOfExample = 3;

class CountingSink : public RowSink {
 public:
  explicit CountingSink(ReportCount& count) : count_(count) {}
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override {
    ++count_.rows;
    const int columns = count_.report->grouped_by;
    if (columns > 0 && is_same_group(cells, last_, columns)) return;
    ++count_.groups;
    if (columns > 0) last_.assign(cells.begin(), cells.end());
    if (count_.examples.size() >= kExamples) return;
    std::string& example = count_.examples.emplace_back();
    for (const Value& cell : cells.first(std::min(cells.size(), kCellsOfExample))) {
      const std::string text = cell_text(cell);
      if (!text.empty()) example.append(example.empty() ? "" : "  ").append(text);
    }
  }
  void end() override {}

 private:
  ReportCount& count_;
  std::vector<Value> last_;
};

bool is_same(const Value& a, const Value& b) {
  const auto* one = std::get_if<Blob>(&a);
  const auto* other = std::get_if<Blob>(&b);
  if (one != nullptr && other != nullptr) return one->bytes == other->bytes;
  return a.index() == b.index() && cell_text(a) == cell_text(b);
}

}  // namespace

bool is_same_group(std::span<const Value> row, std::span<const Value> other, int columns) {
  const auto count = static_cast<std::size_t>(columns);
  return other.size() >= count && row.size() >= count &&
         std::equal(row.begin(), row.begin() + columns, other.begin(), is_same);
}

ReportCount count_report(ReportSource& source, const Report& report) {
  ReportCount count(report);
  CountingSink sink(count);
  source.run(report, sink);
  return count;
}

void give_overview(const std::vector<ReportCount>& counts, RowSink& sink) {
  sink.columns({"name", "title", "severity", "rows", "groups", "example"});
  for (const ReportCount& count : counts) {
    const std::vector<Value> cells{std::string(count.report->name),
                                   std::string(count.report->title),
                                   std::string(name_of(count.report->severity)),
                                   count.rows,
                                   count.groups,
                                   count.examples.empty() ? Value() : Value(count.examples.front())};
    sink.row(cells);
  }
  sink.end();
}

}  // namespace trawl::storage
