#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"
#include "storage/tables/body_table.hpp"
#include "storage/tables/cookie_table.hpp"
#include "storage/tables/counters.hpp"
#include "storage/tables/event_table.hpp"
#include "storage/tables/host_table.hpp"
#include "storage/tables/item_writer.hpp"
#include "storage/tables/link_table.hpp"
#include "storage/tables/page_table.hpp"
#include "storage/tables/shape_table.hpp"
#include "storage/tables/sitemap_table.hpp"
#include "storage/tables/stat_table.hpp"
#include "storage/tables/structured_table.hpp"
#include "storage/tables/typed_host_table.hpp"
#include "storage/tables/url_table.hpp"
#include "storage/tables/usage_table.hpp"

namespace trawl::storage {

/// Writes the rows of one batch inside the caller's transaction.
class BatchWriter {
 public:
  BatchWriter(Connection& connection, UrlTable& urls, Counters& counters);

  CommitResult write(const Batch& batch, std::int64_t crawl_id);
  /// Forgets what it has learnt of the file. Call it after a rollback.
  void forget() {
    links_.forget();
    shapes_.forget();
  }
  /// As ShapeTable::release.
  std::int64_t release_shapes(std::int64_t crawl_id, const std::vector<std::string>& words) {
    return shapes_.release(crawl_id, words);
  }
  /// Writes what is told of a run when it ends, as part of the caller's transaction.
  void finish(std::int64_t crawl_id, EpochSeconds now);
  /// Creates or extends the tables whose rows come with the visits of that crawl.
  void declare_items(const std::vector<ItemTable>& tables, std::int64_t crawl_id);

 private:
  struct Visited {
    UrlState state = UrlState::leased;
    std::int64_t host_id = 0, crawl_id = 0;
    UrlKind kind = UrlKind::page;
    std::string skip_reason;
  };
  std::int64_t write_url(const NewUrl& url, const Hash128& key, std::optional<std::int64_t> via_id);
  void write_visit(const Visit& visit, std::optional<std::int64_t> body_id);
  Visited visited(std::int64_t url_id);
  void withdraw(const Visit& visit);
  void ask_again(std::int64_t url_id);
  std::optional<Visited> settle_url(const Visit& visit);
  std::int64_t write_page(const Visit& visit, const Visited& url, std::optional<std::int64_t> redirect_id,
                          std::optional<std::int64_t> body_id);
  void note_robots_change(const HostUpdate& host);
  void note_trap(const NewUrl& url, std::int64_t url_id, std::int64_t host_id);
  void note_repeats(const Visit& visit, const std::string& table, std::int64_t rows);
  std::optional<std::int64_t> body_of(std::int64_t page_id);
  void write_items(const Visit& visit, std::int64_t page_id);
  void note_pending(std::int64_t host_id, EpochSeconds due_at, bool new_host, std::int64_t count = 1);

  UrlTable& urls_;
  Counters& counters_;
  Statement url_state_, settle_url_, ask_again_, last_page_, delete_page_, body_of_page_;
  EventTable events_;
  HostTable hosts_;
  BodyTable bodies_;
  PageTable pages_;
  LinkTable links_;
  SitemapTable sitemaps_;
  StructuredTable structured_;
  UsageTable usage_;
  CookieTable cookies_;
  StatTable stats_;
  TypedHostTable typed_hosts_;
  ItemWriter items_;
  ShapeTable shapes_;

  // Of the current batch.
  std::int64_t crawl_id_ = 0;
  std::string now_;
  CommitResult result_;
  std::map<std::int64_t, AddedPending> pending_;
  std::vector<Hash128> keys_;  // of the URLs that the current visit has found
};

}  // namespace trawl::storage
