#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/thread_pool.hpp"
#include "scraper/crawl/options.hpp"
#include "storage/store.hpp"

namespace trawl::crawl {

/// The store on a thread of its own: what is asked is done, and comes home, in the order in which it was asked.
/// Owns: the store and its thread.
/// Thread: the loop's. Its coroutines throw storage::Error.
class StoreThread {
 public:
  /// Hosts that want URLs, and those of them whose row of the ledger is wanted as well.
  struct Wants {
    Wants() {}
    std::vector<storage::LeaseRequest> leases;
    std::vector<std::int64_t> ledgers;
  };
  /// What was taken, in the order of the wants, and the rows.
  struct Refill {
    Refill() {}
    std::vector<storage::LeaseResult> taken;
    std::vector<storage::HostRecord> ledgers;
  };

  /// Opens the file and begins or continues a crawl; blocking.
  StoreThread(const Options& options, const std::string& name, const std::string& config, double now);

  const storage::CrawlStart& start() const { return start_; }
  /// Those that the file held at the start.
  const std::vector<storage::CookieRecord>& cookies() const { return cookies_; }
  const std::vector<storage::HostRecord>& pending_hosts() const { return pending_hosts_; }

  aio::Coroutine<storage::CommitResult> commit(storage::Batch batch);
  aio::Coroutine<Refill> refill(Wants wants, double now);
  aio::Coroutine<std::int64_t> skip_pending(std::int64_t host_id, storage::SkipReason reason);
  aio::Coroutine<void> finish(std::string status, std::string reason, std::string stats, double now);

 private:
  storage::Store store_;
  storage::CrawlStart start_;
  std::vector<storage::CookieRecord> cookies_;
  std::vector<storage::HostRecord> pending_hosts_;
  aio::ThreadPool thread_{1, "store"};  // last: it ends before the store does
};

}  // namespace trawl::crawl
