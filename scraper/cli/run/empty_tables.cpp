#include "scraper/cli/run/empty_tables.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "scraper/cli/print/status_line.hpp"
#include "scraper/extract/extractor.hpp"
#include "storage/export/formats.hpp"
#include "storage/query.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kPages = R"sql(
SELECT p.url, ifnull(u.label, ''), ifnull(p.content_type, '')
FROM pages AS p JOIN urls AS u ON u.id = p.url_id
WHERE p.crawl_id = (SELECT max(crawl_id) FROM field_health) AND p.status_class = 2 AND u.kind = 'page'
LIMIT 10000)sql";

/// Counts for each table the pages that its rules match.
class MatchedPages : public storage::RowSink {
 public:
  explicit MatchedPages(const extract::Extractor& extractor)
      : extractor_(extractor), counts_(extractor.spider().tables.size()) {}

  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const storage::Value> cells) override {
    const auto url = fetch::Url::parse(storage::cell_text(cells[0]));
    if (!url) return;
    const auto tables =
        extractor_.tables_on(*url, storage::cell_text(cells[1]), storage::cell_text(cells[2]));
    for (std::size_t table = 0; table < tables.size(); ++table) counts_[table] += tables[table] ? 1 : 0;
    ++pages_;
  }
  void end() override {}

  std::string why_empty(const std::string& table) const {
    if (pages_ == 0) return "no page came that they could be read from";
    const auto& all = extractor_.spider().tables;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!storage::is_same_name(all[i].name, table)) continue;
      if (counts_[i] == 0)
        return fmt::format("its rules match none of {} page{}", grouped(pages_), pages_ == 1 ? "" : "s");
      return fmt::format("its rules match {} page{} and make no row of {}", grouped(counts_[i]),
                         counts_[i] == 1 ? "" : "s", counts_[i] == 1 ? "it" : "them");
    }
    return "";
  }

 private:
  const extract::Extractor& extractor_;
  std::vector<std::int64_t> counts_;
  std::int64_t pages_ = 0;
};

}  // namespace

void explain_empty_tables(const crawl::Options& options, storage::ItemReport& report) {
  const auto is_empty = [](const storage::TableReport& table) { return table.rows == 0; };
  if (std::none_of(report.tables.begin(), report.tables.end(), is_empty)) return;
  const extract::Extractor extractor(options.spider);
  MatchedPages pages(extractor);
  storage::run_query(options.output, std::string(kPages), pages);
  for (storage::TableReport& table : report.tables)
    if (is_empty(table)) table.why_empty = pages.why_empty(table.table);
}

}  // namespace trawl::cli
