#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Keeps `counters` and `hosts.pending` in step with the rows: adds up what a transaction changes, and writes
/// that once.
class Counters {
 public:
  explicit Counters(Connection& connection);

  /// URLs changed their state; `before` is none for new rows. The reasons are those of a skipped state, else
  /// "".
  void moved(std::int64_t host_id, std::optional<UrlState> before, UrlState after,
             const std::string& reason_before, const std::string& reason_after, std::int64_t urls = 1);
  void page(int status, const std::string& error, std::int64_t bytes);
  /// A page's row was removed again.
  void page_withdrawn(int status, const std::string& error, std::int64_t bytes);
  void links(std::int64_t count) { links_ += count; }
  /// A page was a sitemap.
  void sitemap() { ++sitemaps_; }

  /// Writes the sums, as part of the caller's transaction.
  void write(std::int64_t crawl_id);
  /// Forgets the sums, after a rollback.
  void discard();

 private:
  void add(std::int64_t crawl_id, std::string_view kind, std::string_view name, std::int64_t delta);

  Statement add_;
  Statement add_pending_;
  std::array<std::int64_t, 5> states_{};
  std::array<std::int64_t, 6> status_classes_{};
  std::int64_t pages_ = 0, bytes_ = 0, links_ = 0, sitemaps_ = 0;
  std::map<std::string, std::int64_t> reasons_, errors_;
  std::unordered_map<std::int64_t, std::int64_t> pending_by_host_;
};

CrawlTotals crawl_totals(Connection& connection, std::int64_t crawl_id);

}  // namespace trawl::storage
