#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/counts.hpp"
#include "storage/records.hpp"
#include "storage/tables/order_writer.hpp"

namespace trawl::storage {

struct StoreOptions {
  StoreOptions() {}
  bool durable = false;  ///< synchronous=FULL: not even a power cut loses a commit
};

/// Which crawl of a file begins or goes on.
struct CrawlChoice {
  CrawlChoice(std::string name_of_new, std::string config_of_new)
      : name(std::move(name_of_new)), config_json(std::move(config_of_new)) {}
  /// Goes on with the crawl of that id; 0: begins a new one; none: goes on with the newest unfinished crawl,
  /// or begins a new one if there is none.
  std::optional<std::int64_t> crawl_id;
  std::string name;         ///< of a new crawl
  std::string config_json;  ///< of a new crawl
  /// The ids of the URLs that were in flight when trawl was killed. A URL to which that happens for the third
  /// time in a row is skipped by this crawl.
  std::vector<std::int64_t> killed;
  /// Names of shapes that are held (names_shape): their URLs are asked for by this run.
  std::vector<std::string> released_shapes;
  /// What the spider file names, for Visit::items. They are created, or get the fields that are new.
  std::vector<ItemTable> items;
};

/// The running crawl, as the file knows it.
struct CrawlStart {
  std::int64_t crawl_id = 0;
  bool resumed = false;
  std::string started_at;   ///< ISO 8601, UTC
  std::int64_t crawls = 0;  ///< of the file, this one included
  std::string config;       ///< JSON, as stored when the crawl began
  CrawlCounts counts;
  double seconds = 0;               ///< that earlier runs of it took
  std::vector<ShapeRecord> shapes;  ///< of the crawl
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

  /// Begins a crawl or goes on with one. Every URL that was leased is pending again; what is pending in other
  /// crawls is not asked for until they go on. Throws kind corrupt if no crawl has the id that was chosen,
  /// and kind items if the tables of the spider file do not fit those of the file.
  CrawlStart start_crawl(const CrawlChoice& choice, EpochSeconds now);

  /// Throws kind replaced if the file was deleted, moved or replaced. All calls that write check that, too.
  void check_file();

  /// The session's cookies, as the batches have left them.
  std::vector<CookieRecord> cookies();

  /// The hosts that the user named, in this crawl or an earlier one.
  std::vector<TypedHostRecord> typed_hosts();

  /// Where the newest page of that URL redirects to; none if it does not.
  std::optional<std::string> redirect_of(const std::string& url);

  /// Writes the batch in one transaction and returns when that is committed. A visit whose URL is already
  /// done, failed or skipped has been delivered before and is passed over as a whole. Requires: start_crawl.
  CommitResult commit(const Batch& batch);

  /// Takes pending URLs that are due, up to the limit of each host: first retries, the longest due first,
  /// then fresh URLs by priority and age, at last those that were in flight at a kill. One transaction. The
  /// results stand in the order of the requests.
  std::vector<LeaseResult> lease(std::span<const LeaseRequest> requests, EpochSeconds now);

  /// What the file has of the content of that page; none if it has none.
  std::optional<Body> content(std::int64_t page_id);

  /// URLs that this crawl has skipped, in the order of their ids, from the first after `after_id`, at most
  /// `most`.
  std::vector<SkippedUrl> skipped(std::int64_t after_id, int most);

  /// The hosts with pending URLs, and those with the most pages, for the start of a crawl.
  std::vector<HostRecord> needed_hosts();
  std::optional<HostRecord> host(std::int64_t host_id);
  /// The counts of the running crawl, as of the last call that changed the file.
  const CrawlCounts& counts() const;

  /// Marks every pending URL of a host as skipped for that reason. Returns how many there were.
  std::int64_t skip_pending(std::int64_t host_id, const Skip& skip);

  /// The orders that wait beside the file. Those that nobody can wait for any more are thrown away.
  std::vector<Order> waiting_orders();
  /// Performs an order in one transaction, or writes that it is refused, and takes it out of those that wait.
  /// One that was performed before is only told. Without start_crawl() it is for the crawl that ran last.
  OrderOutcome perform(const OrderTask& task, const QueryExtras& extras);
  /// Whether an order with that token was performed, or refused.
  bool is_performed(const std::string& token);
  /// As storage::order_to_undo().
  UndoTarget order_to_undo(std::int64_t id);
  /// Those of these URLs that are leased are pending again.
  void give_back(std::span<const std::int64_t> url_ids);

  /// Gives leases back and closes the crawl's row. `status` is "finished", or "interrupted" for a crawl that
  /// can be resumed. Builds the late indexes at the end of a crawl
  /// that finished or reached its page limit.
  void finish_crawl(const std::string& status, const std::string& exit_reason, const std::string& stats_json,
                    EpochSeconds now);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::storage
