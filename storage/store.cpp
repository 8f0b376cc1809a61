#include "storage/store.hpp"

#include <set>
#include <utility>

#include "fetch/text/time.hpp"
#include "storage/body_reader.hpp"
#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/file/file_watch.hpp"
#include "storage/file/order_box.hpp"
#include "storage/file/schema.hpp"
#include "storage/order_matches.hpp"
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

/// From so many URLs on the indexes are larger than the cache.
constexpr std::int64_t kManyUrls = 200'000;

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

/// What orders have made of hosts: pauses hold for a run, delays for a crawl. An index has these hosts.
constexpr const char* kEndPauses = "UPDATE hosts SET paused = 0 WHERE paused <> 0 OR own_delay IS NOT NULL";
constexpr const char* kEndHostOrders =
    "UPDATE hosts SET paused = 0, own_delay = NULL WHERE paused <> 0 OR own_delay IS NOT NULL";

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

/// Seconds. Who gives an order waits less long.
constexpr double kOrderWaits = 600;

/// This end, too, is one that nobody waits for in a hurry.
constexpr std::string_view kPageLimit = "page limit";

/// With locks of others once the crawl runs: a person may be working on the file.
constexpr std::chrono::seconds kPatience{30};

}  // namespace

struct Store::Impl {
  Impl(const std::filesystem::path& path, const StoreOptions& options)
      : file(std::filesystem::absolute(path)),
        lock(path),
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

  /// Between two visits of a host, a crawl of very many hosts touches the leaves of the others in two
  /// indexes. With a cache that holds them all once, the store reads half as much and costs a tenth less.
  void cache_more(std::int64_t new_urls) {
    const std::int64_t before = std::exchange(known_urls, known_urls + new_urls);
    if (before < kManyUrls && known_urls >= kManyUrls) connection.execute("PRAGMA cache_size = -12288");
  }

  OrderOutcome performed(const OrderTask& task, const QueryExtras& extras);
  Matches urls_allowed_by(const OrderTask& task, const QueryExtras& extras);
  std::string host_of(const OrderTask& task);

  const std::filesystem::path file;
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
  std::int64_t known_urls = 0;  ///< since it was opened
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
    Statement(connection, start.resumed ? kEndPauses : kEndHostOrders).run();
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
  impl_->cache_more(result.new_urls);
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
  return impl_->in_transaction([&] { return impl_->leases.skip_pending(host_id, skip, impl_->crawl_id); });
}

std::vector<Order> Store::waiting_orders() {
  std::vector<Order> orders;
  const OrderBox box(impl_->file);
  const std::vector<std::string> lines = box.lines();
  if (lines.empty()) return orders;
  std::set<std::string> useless;
  for (const std::string& line : lines) {
    auto order = order_in(impl_->connection, line);
    if (order && text::epoch_now() - order->at < kOrderWaits) {
      orders.push_back(std::move(*order));
    } else {
      useless.insert(line);
    }
  }
  if (!useless.empty()) box.remove_if([&](const std::string& line) { return useless.contains(line); });
  return orders;
}

OrderOutcome Store::perform(const OrderTask& task, const QueryExtras& extras) {
  const OrderBox box(impl_->file);
  OrderOutcome outcome;
  if (auto known = stored_order(impl_->connection, std::string_view(task.order.token))) {
    outcome.order = std::move(*known);
    outcome.was_done_before = true;
  } else {
    if (impl_->crawl_id == 0) impl_->crawl_id = last_crawl(impl_->connection);
    outcome = impl_->performed(task, extras);
  }
  outcome.counts = impl_->counters.counts();
  box.remove_if([&](const std::string& line) { return line.starts_with(task.order.token + " "); });
  return outcome;
}

OrderOutcome Store::Impl::performed(const OrderTask& task, const QueryExtras& extras) {
  OrderOutcome outcome;
  const double now = text::epoch_now();
  std::string why = task.refusal;
  try {
    if (!why.empty()) throw Error(ErrorKind::sql, why);
    const std::string host = host_of(task);
    if (!host.empty()) outcome.named = OrderWriter::hosts_named(connection, host);
    if (!host.empty() && outcome.named.empty()) throw Error(ErrorKind::sql, "no host is named " + host);
    const Matches matches =
        moves_urls(task.order.action) ? matches_of(file, task.order, extras, task.leased) : Matches();
    const Matches allowed = urls_allowed_by(task, extras);
    std::set<std::int64_t> changed;
    outcome.order = in_transaction([&] {
      OrderWriter writer(connection, counters, crawl_id, now);
      StoredOrder done = writer.perform(task, matches, allowed);
      changed = writer.hosts();
      return done;
    });
    urls.forget();  // what it knew of URLs that were skipped
    for (const std::int64_t id : changed) outcome.hosts.push_back(leases.waiting(id));
    return outcome;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::sql && error.kind() != ErrorKind::interrupted &&
        error.kind() != ErrorKind::limit)
      throw;
    why = error.kind() == ErrorKind::interrupted ? "the condition takes longer than 5 s" : error.what();
  }
  outcome.order = in_transaction(
      [&] { return OrderWriter(connection, counters, crawl_id, now).refuse(task.order, why); });
  return outcome;
}

/// The one host that an order is about; "" for none.
std::string Store::Impl::host_of(const OrderTask& task) {
  const std::string action(task.undoes ? std::string_view(task.undoes->action) : name_of(task.order.action));
  if (action != "pause" && action != "resume" && action != "delay") return "";
  Order given = task.order;
  if (task.undoes) given.fields = fields_of(connection, task.undoes->arguments);
  return given.field("host");
}

/// What the patterns allow again: since there is one more include, or since an exclude is gone.
Matches Store::Impl::urls_allowed_by(const OrderTask& task, const QueryExtras& extras) {
  if (task.order.action == OrderAction::include) return allowed_by(file, task.order, "", extras);
  if (!task.undoes || task.undoes->action != name_of(OrderAction::exclude)) return {};
  Order undone;
  undone.action = OrderAction::exclude;
  undone.fields = fields_of(connection, task.undoes->arguments);
  return allowed_by(file, undone, task.undoes->done_at, extras);
}

bool Store::is_performed(const std::string& token) {
  return stored_order(impl_->connection, std::string_view(token)).has_value();
}

UndoTarget Store::order_to_undo(std::int64_t id) {
  return storage::order_to_undo(impl_->connection, id);
}

void Store::give_back(std::span<const std::int64_t> url_ids) {
  if (url_ids.empty()) return;
  impl_->in_transaction([&] {
    impl_->leases.give_back(url_ids);
    return 0;
  });
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
