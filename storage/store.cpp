#include "storage/store.hpp"

#include "fetch/text/time.hpp"
#include "storage/body_reader.hpp"
#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/file/file_watch.hpp"
#include "storage/file/schema.hpp"
#include "storage/tables/anchor_pages.hpp"
#include "storage/tables/batch_writer.hpp"
#include "storage/tables/cookie_table.hpp"
#include "storage/tables/counters.hpp"
#include "storage/tables/host_table.hpp"
#include "storage/tables/lease_book.hpp"
#include "storage/tables/shape_table.hpp"
#include "storage/tables/stat_table.hpp"
#include "storage/tables/typed_host_table.hpp"
#include "storage/tables/url_table.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kChosenCrawl = R"sql(
SELECT id, config, started_at FROM crawls
WHERE id = ?1 OR ?1 IS NULL AND status IN ('running', 'interrupted')
ORDER BY id DESC LIMIT 1)sql";

/// As many as the status page shows.
constexpr int kBusiestHosts = 100;

constexpr const char* kBeginCrawl = R"sql(
INSERT INTO crawls(name, started_at, status, config, trawl_version) VALUES (?, ?, 'running', ?, ?))sql";

constexpr const char* kGoOn =
    "UPDATE crawls SET status = 'running', finished_at = NULL, exit_reason = NULL WHERE id = ?";

constexpr const char* kOthersStand = R"sql(
UPDATE crawls SET status = 'interrupted', finished_at = ?, exit_reason = 'killed' WHERE status = 'running' AND id <> ?)sql";

constexpr const char* kPutAside = R"sql(
INSERT INTO events(at, level, kind, url_id, host_id, message, crawl_id)
SELECT ?1, 'warning', 'kills', id, host_id, 'not asked again: trawl was killed three times in a row while it was in flight: ' || url, ?3
FROM urls WHERE url = ?2)sql";

constexpr const char* kRedirectOf = R"sql(
SELECT target.url FROM urls AS u JOIN pages AS p ON p.url_id = u.id LEFT JOIN urls AS target ON target.id = p.redirect_id
WHERE u.key = ? ORDER BY p.id DESC LIMIT 1)sql";

constexpr const char* kSkipped = R"sql(
SELECT id, url, kind, depth, skip_reason FROM urls
WHERE id > ? AND state = 'skipped' AND crawl_id = ? ORDER BY id LIMIT ?)sql";

/// The crawl that ran last: the counts of `hosts` are those of it.
std::int64_t last_crawl(Connection& connection) {
  Statement last(connection,
                 "SELECT id FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1");
  Rows rows = last.rows();
  return rows.next() ? rows.integer(0) : 0;
}

/// The chosen crawl if it goes on.
CrawlStart chosen_crawl(Connection& connection, const CrawlChoice& choice) {
  CrawlStart start;
  if (choice.crawl_id == 0) return start;
  Statement chosen(connection, kChosenCrawl);
  Rows rows = chosen.rows(choice.crawl_id);
  if (rows.next()) {
    start.crawl_id = rows.integer(0);
    start.resumed = true;
    start.config = rows.text(1);
    start.started_at = rows.text(2);
  } else if (choice.crawl_id) {
    throw Error(ErrorKind::corrupt, "no crawl with id " + std::to_string(*choice.crawl_id));
  }
  return start;
}

/// This end, too, is one that nobody waits for in a hurry.
constexpr std::string_view kPageLimit = "page limit";

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
        hosts(connection),
        bodies(connection) {
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
      batches.forget();
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
  BodyReader bodies;
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

CrawlStart Store::start_crawl(const CrawlChoice& choice, EpochSeconds now) {
  auto& connection = impl_->connection;
  CrawlStart begun = impl_->in_transaction([&] {
    CrawlStart start = chosen_crawl(connection, choice);
    const bool was_last = start.crawl_id == last_crawl(connection);
    if (start.resumed) {
      Statement(connection, kGoOn).run(start.crawl_id);
    } else {
      start.started_at = text::iso_time(now);
      Statement(connection, kBeginCrawl)
          .run(choice.name, start.started_at, choice.config_json, TRAWL_VERSION);
      start.crawl_id = connection.last_insert_id();
      start.config = choice.config_json;
    }
    start.crawls = connection.integer("SELECT count(*) FROM crawls");
    Statement(connection, kOthersStand).run(text::iso_time(now), start.crawl_id);
    impl_->crawl_id = start.crawl_id;
    impl_->batches.declare_items(choice.items, start.crawl_id);
    start.put_aside = impl_->leases.release_killed(choice.killed, now);
    for (const std::string& url : start.put_aside)
      Statement(connection, kPutAside).run(text::iso_time(now), url, start.crawl_id);
    impl_->leases.release_all(now);
    if (start.crawls > 1) impl_->leases.park_others(start.crawl_id);
    impl_->batches.release_shapes(start.crawl_id, choice.released_shapes);
    start.shapes = read_shapes(connection, start.crawl_id, kAllShapes);
    if (start.crawls > 1 && !(start.resumed && was_last)) impl_->hosts.begin_counts(start.crawl_id);
    return start;
  });
  impl_->urls.forget();  // what an earlier crawl has reached says nothing about this one
  impl_->counters.load(begun.crawl_id);
  begun.counts = impl_->counters.counts();
  begun.seconds = read_last_sample(connection, begun.crawl_id).seconds;
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
    for (const LeaseRequest& request : requests)
      results.push_back(impl_->leases.take(request, impl_->crawl_id, now));
    return results;
  });
}

std::optional<Body> Store::content(std::int64_t page_id) {
  return impl_->bodies.stored_of_page(page_id);
}

std::vector<SkippedUrl> Store::skipped(std::int64_t after_id, int most) {
  std::vector<SkippedUrl> urls;
  Statement select(impl_->connection, kSkipped);
  Rows rows = select.rows(after_id, impl_->crawl_id, most);
  while (rows.next()) {
    SkippedUrl& url = urls.emplace_back();
    url.url_id = rows.integer(0);
    url.url = rows.text(1);
    url.kind = url_kind_named(rows.text(2));
    url.depth = static_cast<int>(rows.integer(3));
    url.reason = parse_skip(rows.text(4)).value_or(Skip()).reason;
  }
  return urls;
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
    impl_->batches.finish(impl_->crawl_id, now);
    if (status == "finished" || exit_reason == kPageLimit) {
      extend_anchor_pages(impl_->connection);
      impl_->connection.execute(late_indexes_sql());
    }
    return Statement(impl_->connection,
                     "UPDATE crawls SET status = ?, exit_reason = ?, stats = ?, finished_at = ? WHERE id = ?")
        .run(status, exit_reason, stats_json, text::iso_time(now), impl_->crawl_id);
  });
}

}  // namespace trawl::storage
