#include "scraper/crawl/store_thread.hpp"

namespace trawl::crawl {

namespace {

storage::StoreOptions store_options(const Options& options) {
  storage::StoreOptions chosen;
  chosen.durable = options.durable;
  return chosen;
}

/// Takes the batch, so that it dies on the store's thread as well: the loop has no time for that.
storage::CommitResult commit_to(storage::Store* store, storage::Batch batch) {
  return store->commit(batch);
}

StoreThread::Refill refill_from(storage::Store* store, const StoreThread::Wants& wants, double now) {
  StoreThread::Refill refill;
  for (const std::int64_t host_id : wants.ledgers)
    if (auto ledger = store->host(host_id)) refill.ledgers.push_back(std::move(*ledger));
  refill.taken = store->lease(wants.leases, now);
  return refill;
}

std::int64_t skip_in(storage::Store* store, std::int64_t host_id, storage::SkipReason reason) {
  return store->skip_pending(host_id, reason);
}

void finish_in(storage::Store* store, const std::string& status, const std::string& reason,
               const std::string& stats, double now) {
  store->finish_crawl(status, reason, stats, now);
}

}  // namespace

StoreThread::StoreThread(const Options& options, const std::string& name, const std::string& config,
                         double now)
    : store_(options.output, store_options(options)),
      start_(store_.start_crawl(
          name, config, now, options.recrawl ? storage::KnownUrls::fetch_again : storage::KnownUrls::keep)),
      cookies_(store_.cookies()),
      pending_hosts_(store_.pending_hosts()) {}

aio::Coroutine<storage::CommitResult> StoreThread::commit(storage::Batch batch) {
  co_return co_await aio::to_thread(thread_, commit_to, &store_, std::move(batch));
}

aio::Coroutine<StoreThread::Refill> StoreThread::refill(Wants wants, double now) {
  co_return co_await aio::to_thread(thread_, refill_from, &store_, std::move(wants), now);
}

aio::Coroutine<std::int64_t> StoreThread::skip_pending(std::int64_t host_id, storage::SkipReason reason) {
  co_return co_await aio::to_thread(thread_, skip_in, &store_, host_id, reason);
}

aio::Coroutine<void> StoreThread::finish(std::string status, std::string reason, std::string stats,
                                         double now) {
  co_await aio::to_thread(thread_, finish_in, &store_, std::move(status), std::move(reason), std::move(stats),
                          now);
}

}  // namespace trawl::crawl
