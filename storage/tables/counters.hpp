#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/counts.hpp"
#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Counts what a transaction changes, and writes the sums to `counters` and `hosts` as part of it: so both
/// equal the rows whenever the process dies. The only place that counts. Invariant: counts() are those of
/// the last committed transaction.
class Counters {
 public:
  explicit Counters(Connection& connection);

  /// URLs changed their state; `before` is none for new rows.
  void moved(std::int64_t host_id, std::optional<UrlState> before, UrlState after, std::int64_t urls = 1);
  /// So many URLs that the crawl has reached are skipped for that reason; less than 0: they are no more. A
  /// URL that another crawl reaches moves from the sums of one to those of the other.
  void skipped(std::int64_t crawl_id, const std::string& reason, std::int64_t urls);
  /// A row of `pages` was written for a URL of that kind, or removed again: `rows` is 1 or -1. `bytes`: as
  /// in the row.
  void page(std::int64_t host_id, UrlKind kind, int status, const std::string& error, std::int64_t bytes,
            int rows = 1);
  void links(std::int64_t count) { totals_[kLinks] += count; }
  /// A row of `hosts` was written.
  void host_added() { ++new_hosts_; }
  /// A host was asked for the first time in the crawl.
  void host_asked() { ++totals_[kHostsAsked]; }
  /// A row of `events` was written.
  void event(std::string_view kind) { totals_[kRetries] += kind == "retry" ? 1 : 0; }

  /// Writes the sums, as part of the caller's transaction.
  void write(std::int64_t crawl_id);
  /// Call when that transaction is committed.
  void committed();
  /// Forgets the sums, after a rollback.
  void discard();

  /// Reads the counts of a crawl that begins or goes on.
  void load(std::int64_t crawl_id);
  const CrawlCounts& counts() const { return counts_; }
  /// How many transactions were committed.
  std::int64_t transactions() const { return transactions_; }
  /// What committed transactions have changed of the hosts since the last call, by host.
  std::vector<std::pair<std::int64_t, HostCounts>> take_host_changes();

 private:
  enum Total : std::size_t { kPages, kSitemaps, kBytes, kLinks, kRetries, kHostsAsked, kTotals };
  static constexpr std::array<std::string_view, kTotals> kTotalNames{"pages", "sitemaps", "bytes",
                                                                     "links", "retries",  "hosts asked"};
  struct Host {
    HostCounts counts;
    std::int64_t pending = 0;
  };

  void add(std::int64_t crawl_id, std::string_view kind, std::string_view name, std::int64_t delta);

  Connection& connection_;
  Statement add_, add_to_host_;

  // Of the transaction under way.
  std::int64_t new_hosts_ = 0;
  std::array<std::int64_t, kTotals> totals_{};
  std::array<std::int64_t, 6> states_{};
  std::array<std::int64_t, 6> status_classes_{}, page_classes_{};
  std::map<std::string, std::int64_t> errors_;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> reasons_;  // by crawl
  std::unordered_map<std::int64_t, Host> hosts_;

  CrawlCounts counts_;
  std::int64_t crawl_id_ = 0;  // whose counts these are
  std::int64_t transactions_ = 0;
  std::unordered_map<std::int64_t, HostCounts> host_changes_;
};

/// The counts of a crawl as `counters` has them. Asks only for what schema version 1 has.
CrawlCounts read_counts(Connection& connection, std::int64_t crawl_id);

/// Names and values of the counters of a kind: of one crawl, or of the whole file. None is 0.
std::map<std::string, std::int64_t> read_counters(Connection& connection, const std::string& kind,
                                                  std::optional<std::int64_t> crawl_id);

}  // namespace trawl::storage
