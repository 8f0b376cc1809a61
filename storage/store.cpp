#include "storage/store.hpp"

#include "fetch/text/time.hpp"
#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/file/file_watch.hpp"
#include "storage/file/schema.hpp"
#include "storage/tables/batch_writer.hpp"
#include "storage/tables/cookie_table.hpp"
#include "storage/tables/counters.hpp"
#include "storage/tables/host_table.hpp"
#include "storage/tables/lease_book.hpp"
#include "storage/tables/typed_host_table.hpp"
#include "storage/tables/url_table.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kUnfinishedCrawl = R"sql(
SELECT id, config FROM crawls WHERE status IN ('running', 'interrupted') ORDER BY id DESC LIMIT 1)sql";

/// As many as the status page shows.
constexpr int kBusiestHosts = 100;

constexpr const char* kBeginCrawl = R"sql(
INSERT INTO crawls(name, started_at, status, config, trawl_version) VALUES (?, ?, 'running', ?, ?))sql";

constexpr const char* kPutAside = R"sql(
INSERT INTO events(at, level, kind, url_id, message, crawl_id)
SELECT ?1, 'warning', 'kills', id, 'not asked again: trawl was killed three times in a row while it was in flight: ' || url, ?3
FROM urls WHERE url = ?2)sql";

constexpr const char* kRedirectOf = R"sql(
SELECT target.url FROM urls AS u JOIN pages AS p ON p.url_id = u.id LEFT JOIN urls AS target ON target.id = p.redirect_id
WHERE u.url = ? ORDER BY p.id DESC LIMIT 1)sql";

/// Asks a counter, since no index leads to these URLs.
bool has_put_aside(Connection& connection) {
  Statement count(connection, "SELECT sum(value) > 0 FROM counters WHERE kind = 'skip reason' AND name = ?");
  Rows rows = count.rows(name_of(SkipReason::in_flight_at_kills));
  return rows.next() && rows.integer(0) != 0;
}

/// With locks of others once the crawl runs: a person may be working on the file.
constexpr std::chrono::seconds kPatience{30};

}  // namespace

struct Store::Impl {
  Impl(const std::filesystem::path& path, const StoreOptions& options)
      : lock(path),
        connection(open_for_writing(path, lock, options.durable)),
        watch(path),
        counters(connection),
        urls(connection, counters),
        batches(connection, urls, counters),
        leases(connection, counters),
        hosts(connection) {
    connection.set_busy_timeout(kPatience);
  }

  /// Commits what `work` does together with its counters, or undoes it and forgets the ids that it learnt.
  template <class Work>
  auto in_transaction(Work work) {
    watch.check();
    try {
      Transaction transaction(connection);
      auto result = work();
      counters.write(crawl_id);
      transaction.commit();
      counters.committed();
      return result;
    } catch (...) {
      counters.discard();
      urls.forget();
      throw;
    }
  }

  FileLock lock;  // outlives the connection
  Connection connection;
  FileWatch watch;
  Counters counters;
  UrlTable urls;
  BatchWriter batches;
  LeaseBook leases;
  HostTable hosts;
  std::int64_t crawl_id = 0;
};

Store::Store(const std::filesystem::path& file, StoreOptions options)
    : impl_(std::make_unique<Impl>(file, options)) {}

Store::~Store() {
  try {
    if (impl_->watch.is_in_place()) {
      leave_wal(impl_->connection);
    } else {
      // SQLite would delete the log by its name, which may be that of another file's log by now.
      impl_->connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  } catch (const Error&) {
    // The file stays in WAL mode, which is just as complete.
  }
}

CrawlStart Store::start_crawl(const std::string& name, const std::string& config_json, EpochSeconds now,
                              KnownUrls known, const std::vector<std::int64_t>& killed) {
  auto& connection = impl_->connection;
  CrawlStart begun = impl_->in_transaction([&] {
    CrawlStart start;
    {
      Statement newest(connection, kUnfinishedCrawl);
      Rows rows = newest.rows();
      if (rows.next())
        start = {.crawl_id = rows.integer(0),
                 .resumed = true,
                 .config = rows.text(1),
                 .counts = {},
                 .put_aside = {}};
    }
    if (start.resumed) {
      Statement(connection,
                "UPDATE crawls SET status = 'running', finished_at = NULL, exit_reason = NULL WHERE id = ?")
          .run(start.crawl_id);
    } else {
      Statement(connection, kBeginCrawl).run(name, text::iso_time(now), config_json, TRAWL_VERSION);
      start.crawl_id = connection.last_insert_id();
      start.config = config_json;
      impl_->hosts.begin_counts();
    }
    impl_->crawl_id = start.crawl_id;
    start.put_aside = impl_->leases.release_killed(killed, now);
    for (const std::string& url : start.put_aside)
      Statement(connection, kPutAside).run(text::iso_time(now), url, start.crawl_id);
    impl_->leases.release_all(now);
    if (!start.resumed && has_put_aside(connection)) impl_->leases.ask_killed_again();
    if (!start.resumed && known == KnownUrls::fetch_again) impl_->leases.fetch_all_again();
    return start;
  });
  impl_->counters.load(begun.crawl_id);
  begun.counts = impl_->counters.counts();
  return begun;
}

void Store::check_file() {
  impl_->watch.check();
}

CommitResult Store::commit(const Batch& batch) {
  CommitResult result = impl_->in_transaction([&] { return impl_->batches.write(batch, impl_->crawl_id); });
  result.counts = impl_->counters.counts();
  result.hosts = impl_->counters.take_host_changes();
  result.transaction = impl_->counters.transactions();
  return result;
}

std::vector<CookieRecord> Store::cookies() {
  return CookieTable(impl_->connection).read();
}

std::optional<std::string> Store::redirect_of(const std::string& url) {
  Statement target(impl_->connection, kRedirectOf);
  Rows rows = target.rows(url);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return rows.text(0);
}

std::vector<TypedHostRecord> Store::typed_hosts() {
  return TypedHostTable(impl_->connection).read();
}

std::vector<LeaseResult> Store::lease(std::span<const LeaseRequest> requests, EpochSeconds now) {
  return impl_->in_transaction([&] {
    std::vector<LeaseResult> results;
    results.reserve(requests.size());
    for (const LeaseRequest& request : requests) results.push_back(impl_->leases.take(request, now));
    return results;
  });
}

std::vector<HostRecord> Store::needed_hosts() {
  return impl_->hosts.needed(kBusiestHosts);
}

const CrawlCounts& Store::counts() const {
  return impl_->counters.counts();
}

std::optional<HostRecord> Store::host(std::int64_t host_id) {
  auto host = impl_->hosts.find(host_id);
  if (host) host->transaction = impl_->counters.transactions();
  return host;
}

std::int64_t Store::skip_pending(std::int64_t host_id, const Skip& skip) {
  return impl_->in_transaction([&] { return impl_->leases.skip_pending(host_id, skip); });
}

void Store::finish_crawl(const std::string& status, const std::string& exit_reason,
                         const std::string& stats_json, EpochSeconds now) {
  impl_->connection.execute(small_sorts_sql());
  impl_->in_transaction([&] {
    impl_->leases.release_all(now);
    if (status == "finished") impl_->connection.execute(late_indexes_sql());
    return Statement(impl_->connection,
                     "UPDATE crawls SET status = ?, exit_reason = ?, stats = ?, finished_at = ? WHERE id = ?")
        .run(status, exit_reason, stats_json, text::iso_time(now), impl_->crawl_id);
  });
}

}  // namespace trawl::storage
