#include "scraper/crawl/store_thread.hpp"

#include <algorithm>

#include "scraper/crawl/visit/item_rows.hpp"
#include "storage/file/error.hpp"

namespace trawl::crawl {

namespace {

storage::StoreOptions store_options(const Options& options) {
  storage::StoreOptions chosen;
  chosen.durable = options.durable;
  return chosen;
}

/// Takes the batch by value, so that it is destroyed on the store's thread as well and not on the loop's.
storage::CommitResult commit_to(storage::Store* store, storage::Batch batch) {
  return store->commit(batch);
}

/// `only_these`: null for all.
FrontierStore::Taken take_from(storage::Store* store, const FrontierStore::Wanted& wanted, double now,
                               const std::vector<std::int64_t>* only_these) {
  FrontierStore::Taken taken;
  for (const std::int64_t host_id : wanted.ledgers)
    if (auto ledger = store->host(host_id)) taken.ledgers.push_back(std::move(*ledger));
  taken.leases = store->lease(wanted.leases, now);
  if (only_these == nullptr) return taken;
  for (storage::LeaseResult& result : taken.leases) {
    for (storage::Lease& lease : result.leases)
      if (lease.known && std::binary_search(only_these->begin(), only_these->end(), lease.url_id))
        lease.known->is_fresh = false;
  }
  return taken;
}

/// Epoch seconds since when a page is not asked for again.
std::optional<double> fresh_since(const Options& options, double now) {
  if (options.only_new) return 0;
  if (!options.older_than) return std::nullopt;
  return now - std::chrono::duration<double>(*options.older_than).count();
}

storage::CrawlChoice choice_of(const Options& options, const std::string& name, const std::string& config,
                               std::vector<std::int64_t> killed) {
  storage::CrawlChoice choice(name, config);
  choice.crawl_id = options.crawl;
  choice.killed = std::move(killed);
  choice.released_shapes = options.released_shapes;
  if (!options.holds_traps) choice.released_shapes.emplace_back("all");
  if (options.spider) choice.items = item_tables(*options.spider);
  return choice;
}

std::optional<storage::Body> content_in(storage::Store* store, std::int64_t page_id) {
  return store->content(page_id);
}

std::vector<storage::SkippedUrl> skipped_in(storage::Store* store, std::int64_t after_id, int most) {
  return store->skipped(after_id, most);
}

void skip_in(storage::Store* store, const std::vector<FrontierStore::Skip>& hosts) {
  for (const auto& [host_id, reason] : hosts) store->skip_pending(host_id, reason);
}

std::vector<storage::Order> orders_in(storage::Store* store) {
  try {
    return store->waiting_orders();
  } catch (const storage::Error&) {
    return {};  // whoever gave one hears that nobody takes it
  }
}

storage::OrderOutcome perform_in(storage::Store* store, const storage::OrderTask& task,
                                 const std::vector<std::int64_t>& given_back,
                                 const storage::QueryExtras* functions) {
  store->give_back(given_back);
  return store->perform(task, *functions);
}

storage::UndoTarget undo_in(storage::Store* store, std::int64_t id) {
  return store->order_to_undo(id);
}

void check_file_of(storage::Store* store) {
  store->check_file();
}

storage::CrawlCounts finish_in(storage::Store* store, const std::string& status, const std::string& reason,
                               const std::string& stats, double now) {
  store->finish_crawl(status, reason, stats, now);
  return store->counts();
}

}  // namespace

StoreThread::StoreThread(const Options& options, const std::string& name, const std::string& config,
                         double now, ChosenUrls only_these)
    : fresh_since_(only_these ? 0 : fresh_since(options, now)),
      only_these_(std::move(only_these)),
      store_(options.output, store_options(options)),
      flights_(options.output),
      start_(store_.start_crawl(choice_of(options, name, config, flights_.left_by_kill()), now)),
      cookies_(store_.cookies()),
      typed_hosts_(store_.typed_hosts()),
      needed_hosts_(store_.needed_hosts()) {}

aio::Coroutine<FrontierStore::Taken> StoreThread::take(Wanted wanted, double now) {
  for (storage::LeaseRequest& request : wanted.leases) request.fresh_since = fresh_since_;
  co_return co_await aio::to_thread(thread_, take_from, &store_, std::move(wanted), now, only_these_.get());
}

aio::Coroutine<storage::CommitResult> StoreThread::commit(storage::Batch batch) {
  co_return co_await aio::to_thread(thread_, commit_to, &store_, std::move(batch));
}

aio::Coroutine<void> StoreThread::skip(std::vector<Skip> hosts) {
  co_await aio::to_thread(thread_, skip_in, &store_, std::move(hosts));
}

aio::Coroutine<std::optional<storage::Body>> StoreThread::content(std::int64_t page_id) {
  co_return co_await aio::to_thread(thread_, content_in, &store_, page_id);
}

aio::Coroutine<std::vector<storage::SkippedUrl>> StoreThread::skipped(std::int64_t after_id, int most) {
  co_return co_await aio::to_thread(thread_, skipped_in, &store_, after_id, most);
}

aio::Coroutine<std::vector<storage::Order>> StoreThread::waiting_orders() {
  co_return co_await aio::to_thread(thread_, orders_in, &store_);
}

aio::Coroutine<storage::OrderOutcome> StoreThread::perform(storage::OrderTask task,
                                                           std::vector<std::int64_t> given_back,
                                                           const storage::QueryExtras* functions) {
  co_return co_await aio::to_thread(thread_, perform_in, &store_, std::move(task), std::move(given_back),
                                    functions);
}

aio::Coroutine<storage::UndoTarget> StoreThread::order_to_undo(std::int64_t id) {
  co_return co_await aio::to_thread(thread_, undo_in, &store_, id);
}

aio::Coroutine<void> StoreThread::check_file() {
  co_await aio::to_thread(thread_, check_file_of, &store_);
}

aio::Coroutine<storage::CrawlCounts> StoreThread::finish(std::string status, std::string reason,
                                                         std::string stats, double now) {
  co_return co_await aio::to_thread(thread_, finish_in, &store_, std::move(status), std::move(reason),
                                    std::move(stats), now);
}

}  // namespace trawl::crawl
