#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/records.hpp"

namespace trawl::storage {

struct StoreOptions {
  StoreOptions() {}
  bool durable = false;  ///< synchronous=FULL: a power cut loses nothing either
};

/// What a new crawl does with the URLs that an earlier one is done with.
enum class KnownUrls { keep, fetch_again };

/// The identity of the running crawl inside the file.
struct CrawlStart {
  std::int64_t crawl_id = 0;
  bool resumed = false;
  std::string config;  ///< JSON, as stored when the crawl was begun
  CrawlTotals totals;
};

/// The one writer of a crawl file: it creates or migrates the schema, takes the lock that keeps a second
/// crawl out, and commits batches. Plain blocking code. Owns: the only connection that writes or checkpoints.
/// Thread: one at a time; the crawler calls it on the store's thread only.
/// Throws storage::Error, whose kind maps to the exit code; a failed call has changed nothing.
class Store {
 public:
  explicit Store(const std::filesystem::path& file, StoreOptions options = {});
  /// Makes the file one ordinary file, without WAL, unless somebody is reading it.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Continues the newest unfinished crawl of the file (every leased URL is pending again), or begins a new
  /// one; only that looks at `known`.
  CrawlStart start_crawl(const std::string& name, const std::string& config_json, EpochSeconds now,
                         KnownUrls known = KnownUrls::keep);

  /// The session's cookies, as the batches left them.
  std::vector<CookieRecord> cookies();

  /// One transaction. Returns once it is committed. A visit whose URL is done, failed or skipped already was
  /// delivered before and is passed over as a whole. Requires: start_crawl.
  CommitResult commit(const Batch& batch);

  /// Takes up to `limit` pending URLs of a host that are due, best first (due_at, then priority, then age).
  LeaseResult lease(std::int64_t host_id, int limit, EpochSeconds now);
  /// The same of several hosts, in one transaction; the results stand in the order of the requests.
  std::vector<LeaseResult> lease(std::span<const LeaseRequest> requests, EpochSeconds now);

  /// Gives leased URLs back to the frontier as they were.
  void release(std::span<const std::int64_t> url_ids);

  /// Hosts with pending URLs, for the start of a crawl.
  std::vector<HostRecord> pending_hosts();
  std::optional<HostRecord> host(std::int64_t host_id);

  /// Marks every pending URL of a host as skipped with that reason (host page limit, host given up); how
  /// many.
  std::int64_t skip_pending(std::int64_t host_id, SkipReason reason);

  /// Closes the crawl's row. `status`: "finished", or "interrupted" (it can be resumed). Leases go back
  /// first.
  void finish_crawl(const std::string& status, const std::string& exit_reason, const std::string& stats_json,
                    EpochSeconds now);

  const std::filesystem::path& file() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::storage
