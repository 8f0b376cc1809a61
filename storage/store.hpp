#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/counts.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

struct StoreOptions {
  StoreOptions() {}
  bool durable = false;  ///< synchronous=FULL: not even a power cut loses a commit
};

/// What a new crawl does with URLs that an earlier one has fetched.
enum class KnownUrls { keep, fetch_again };

/// The running crawl, as the file knows it.
struct CrawlStart {
  std::int64_t crawl_id = 0;
  bool resumed = false;
  std::string config;  ///< JSON, as stored when the crawl began
  CrawlCounts counts;
  /// URLs that are skipped from now on because they were in flight at three kills.
  std::vector<std::string> put_aside;
};

/// The one writer of a crawl file: takes the lock that keeps a second crawl out, creates or migrates the
/// schema, and commits batches. Blocking. Throws storage::Error, whose kind gives the exit code; a call that
/// fails changes nothing.
/// Owns: the only connection that writes or checkpoints.
/// Thread: one at a time; the crawler calls it on the store's thread.
class Store {
 public:
  explicit Store(const std::filesystem::path& file, StoreOptions options = {});
  /// Leaves one ordinary file without a WAL, unless somebody is reading it.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Resumes the file's unfinished crawl, if there is one: every leased URL is pending again. Otherwise
  /// begins a new crawl, and only that heeds `known`. `killed` are the ids of those that were in flight when
  /// trawl was killed: for the third time in a row, and the URL is skipped until a new crawl begins.
  CrawlStart start_crawl(const std::string& name, const std::string& config_json, EpochSeconds now,
                         KnownUrls known = KnownUrls::keep, const std::vector<std::int64_t>& killed = {});

  /// Throws kind replaced if the file was deleted, moved or replaced. All calls that write check that, too.
  void check_file();

  /// The session's cookies, as the batches have left them.
  std::vector<CookieRecord> cookies();

  /// The hosts that the user named, in this crawl or an earlier one.
  std::vector<TypedHostRecord> typed_hosts();

  /// Writes the batch in one transaction and returns when that is committed. A visit whose URL is already
  /// done, failed or skipped has been delivered before and is passed over as a whole. Requires: start_crawl.
  CommitResult commit(const Batch& batch);

  /// Takes pending URLs that are due, up to the limit of each host: first retries, the longest due first,
  /// then fresh URLs by priority and age, at last those that were in flight at a kill. One transaction. The
  /// results stand in the order of the requests.
  std::vector<LeaseResult> lease(std::span<const LeaseRequest> requests, EpochSeconds now);

  /// The hosts with pending URLs, and those with the most pages, for the start of a crawl.
  std::vector<HostRecord> needed_hosts();
  std::optional<HostRecord> host(std::int64_t host_id);
  /// The counts of the running crawl, as of the last call that changed the file.
  const CrawlCounts& counts() const;

  /// Marks every pending URL of a host as skipped for that reason. Returns how many there were.
  std::int64_t skip_pending(std::int64_t host_id, SkipReason reason);

  /// Gives leases back and closes the crawl's row. `status` is "finished", or "interrupted" for a crawl that
  /// can be resumed.
  void finish_crawl(const std::string& status, const std::string& exit_reason, const std::string& stats_json,
                    EpochSeconds now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::storage
