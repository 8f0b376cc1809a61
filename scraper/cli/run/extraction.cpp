#include "scraper/cli/run/extraction.hpp"

#include <utility>

#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/task_group.hpp"
#include "fetch/aio/thread_pool.hpp"
#include "fetch/text/loose_date.hpp"
#include "scraper/crawl/visit/header_list.hpp"
#include "scraper/crawl/visit/item_rows.hpp"
#include "scraper/page/content_type.hpp"
#include "storage/stored_pages.hpp"

namespace trawl::cli {
namespace {

/// So much is in memory at once.
constexpr std::size_t kPagesAtOnce = 256;
constexpr std::size_t kBytesAtOnce = 32 << 20;

/// A page by the rules, on its way to the rewriter.
struct ReadPage {
  explicit ReadPage(storage::ItemPage page) : rewritten(std::move(page)) {}
  storage::RewrittenPage rewritten;
  std::vector<extract::ExtractNote> notes;
  std::vector<bool> tables;  // that a rule wants of it
};

std::vector<storage::StoredPage> read_some(storage::StoredPages* pages) {
  std::vector<storage::StoredPage> some;
  std::size_t bytes = 0;
  while (some.size() < kPagesAtOnce && bytes < kBytesAtOnce) {
    auto page = pages->next();
    if (!page) break;
    bytes += page->body.size();
    if (!page->is_sitemap) some.push_back(std::move(*page));
  }
  return some;
}

ReadPage read_page(const extract::Extractor* extractor, extract::CommandRunner* commands,
                   const storage::StoredPage& stored) {
  storage::ItemPage page;
  page.id = stored.id;
  page.url_id = stored.url_id;
  page.crawl_id = stored.crawl_id;
  page.url = stored.url;
  page.seen_at = stored.fetched_at;
  ReadPage read(std::move(page));
  const auto url = fetch::Url::parse(stored.url);
  if (!url) return read;
  fetch::Response response(*url);
  response.headers = crawl::headers_from_json(stored.headers);
  const std::string content_type = page::content_type_of(response);
  extract::PageInput input(*url, stored.body, stored.content_type);
  input.content_type = content_type;
  input.label = stored.label;
  input.paging = stored.paging;
  input.fetched_at = static_cast<double>(text::parse_loose_date(stored.fetched_at).value_or(0));
  input.commands = commands;
  read.tables = extractor->tables_on(*url, stored.label, stored.content_type);
  extract::Extracted extracted = extractor->extract(input);
  read.rewritten.items = crawl::item_rows(std::move(extracted.items));
  read.rewritten.field_health = crawl::field_health(extracted.counts);
  read.notes = std::move(extracted.notes);
  if (!extracted.skipped.empty()) read.notes.emplace_back("page skipped", std::move(extracted.skipped));
  return read;
}

void write_some(storage::ItemRewriter* rewriter, const std::vector<storage::RewrittenPage>& pages) {
  rewriter->rewrite(pages);
}

void count(ReadPage& page, ExtractionResult& result) {
  ++result.pages;
  if (!page.rewritten.items.empty()) ++result.pages_with_rows;
  for (std::size_t table = 0; table < page.tables.size(); ++table)
    result.pages_on.at(table) += page.tables[table] ? 1 : 0;
  for (const storage::FieldHealth& health : page.rewritten.field_health) {
    storage::FieldTally& tally = result.tallies.at(health.table).at(health.field);
    tally.rows += health.rows;
    tally.matched += health.matched;
    tally.nulls += health.nulls;
    tally.bad_type += health.bad_type;
  }
  for (extract::ExtractNote& note : page.notes) {
    auto& [times, first] = result.notes[note.kind];
    if (times++ == 0) first = page.rewritten.page.url + ": " + note.text;
  }
}

/// Reads some pages, applies the rules to them on all processors, writes the rows, and so on.
aio::Coroutine<void> extract_all(storage::StoredPages& pages, const extract::Extractor& extractor,
                                 extract::CommandRunner* commands, storage::ItemRewriter& rewriter,
                                 ExtractionResult& result) {
  aio::ThreadPool parsers(aio::usable_processors(), "parser"), storage(1, "store");
  for (;;) {
    std::vector<storage::StoredPage> some = co_await aio::to_thread(storage, read_some, &pages);
    if (some.empty()) break;
    aio::TaskGroup group;
    std::vector<aio::Task<ReadPage>> tasks;
    for (storage::StoredPage& page : some)
      tasks.push_back(
          group.create_task(aio::to_thread(parsers, read_page, &extractor, commands, std::move(page))));
    std::vector<storage::RewrittenPage> rewritten;
    for (auto& task : tasks) {
      ReadPage page = co_await std::move(task);
      count(page, result);
      rewritten.push_back(std::move(page.rewritten));
    }
    co_await group.join();
    co_await aio::to_thread(storage, write_some, &rewriter, std::move(rewritten));
  }
}

}  // namespace

ExtractionResult extract_stored(const std::filesystem::path& file, const extract::Extractor& extractor,
                                extract::CommandRunner* commands, storage::ItemRewriter& rewriter) {
  ExtractionResult result;
  for (const extract::ItemTable& table : extractor.spider().tables)
    result.tallies.emplace_back(table.fields.size());
  result.pages_on.resize(result.tallies.size());
  storage::StoredPages pages(file);
  aio::EventLoop loop;
  loop.run_until_complete(extract_all(pages, extractor, commands, rewriter, result));
  rewriter.finish();
  return result;
}

}  // namespace trawl::cli
