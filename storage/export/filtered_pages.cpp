#include "storage/export/filtered_pages.hpp"

#include <utility>

#include <fmt/format.h>

#include "storage/export/formats.hpp"
#include "storage/file/database.hpp"

namespace trawl::storage {
namespace {

constexpr std::int64_t kBatch = 200;

class Pages : public RowSink {
 public:
  explicit Pages(std::deque<StoredPage>& pages) : pages_(pages) {}
  void columns(const std::vector<std::string>& names) override { names_ = names; }
  void row(std::span<const Value> cells) override {
    StoredPage& page = pages_.emplace_back();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::string& name = names_[i];
      if (const auto* number = std::get_if<std::int64_t>(&cells[i])) {
        if (name == "page_id") page.id = *number;
        if (name == "url_id") page.url_id = *number;
        if (name == "crawl_id") page.crawl_id = *number;
      }
      if (name == "url") page.url = cell_text(cells[i]);
      if (name == "fetched_at") page.fetched_at = cell_text(cells[i]);
      if (name == "content_type") page.content_type = cell_text(cells[i]);
      if (name == "charset") page.charset = cell_text(cells[i]);
      if (name == "title") page.title = cell_text(cells[i]);
      if (name == "kind") page.is_sitemap = cell_text(cells[i]) != "page";
    }
  }
  void end() override {}

 private:
  std::deque<StoredPage>& pages_;
  std::vector<std::string> names_;
};

}  // namespace

FilteredPages::FilteredPages(std::filesystem::path file, PageFilter filter, QueryLimits limits,
                             QueryExtras extras)
    : file_(std::move(file)),
      filter_(std::move(filter)),
      limits_(std::move(limits)),
      extras_(std::move(extras)),
      connection_(open_for_reading(file_)),
      bodies_(connection_) {
  limits_.rows = kBatch;
}

void FilteredPages::read_batch() {
  PageFilter filter = filter_;
  filter.where =
      fmt::format("page_id > {} AND error IS NULL AND (status BETWEEN 200 AND 299 OR status = 304){}",
                  last_id_, filter_.where.empty() ? "" : " AND (" + filter_.where + "\n)");
  Pages pages(batch_);
  is_over_ = !run_query(file_, pages_sql(filter, schema_version(file_)), pages, limits_, extras_).cut;
  if (!batch_.empty()) last_id_ = batch_.back().id;
}

std::optional<StoredPage> FilteredPages::next() {
  for (;;) {
    if (batch_.empty() && !is_over_) read_batch();
    if (batch_.empty()) return std::nullopt;
    StoredPage page = std::move(batch_.front());
    batch_.pop_front();
    auto body = bodies_.body_of_page(page.id);
    if (!body) continue;
    page.body = std::move(*body);
    return page;
  }
}

}  // namespace trawl::storage
