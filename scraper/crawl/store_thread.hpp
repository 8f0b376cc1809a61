#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/thread_pool.hpp"
#include "scraper/crawl/frontier_store.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "storage/store.hpp"

namespace trawl::crawl {

/// The SQLite file as the store of a frontier, on a thread of its own. It answers in the order of the
/// questions.
/// Owns: the store and its thread.
/// Thread: the loop's. Its coroutines throw storage::Error.
class StoreThread final : public FrontierStore {
 public:
  /// Opens the file and begins or continues a crawl. This blocks.
  StoreThread(const Options& options, const std::string& name, const std::string& config, double now);

  const storage::CrawlStart& start() const { return start_; }
  /// The cookies in the file at the start; likewise the hosts that the frontier and those who watch need.
  const std::vector<storage::CookieRecord>& cookies() const { return cookies_; }
  const std::vector<storage::HostRecord>& needed_hosts() const { return needed_hosts_; }

  aio::Coroutine<Taken> take(Wanted wanted, double now) override;
  aio::Coroutine<storage::CommitResult> commit(storage::Batch batch) override;
  aio::Coroutine<void> skip(std::vector<Skip> hosts) override;
  /// Closes the crawl's row, and returns the last counts.
  aio::Coroutine<storage::CrawlCounts> finish(std::string status, std::string reason, std::string stats,
                                              double now);

 private:
  storage::Store store_;
  storage::CrawlStart start_;
  std::vector<storage::CookieRecord> cookies_;
  std::vector<storage::HostRecord> needed_hosts_;
  aio::ThreadPool thread_{1, "store"};  // last, so that it ends before the store does
};

}  // namespace trawl::crawl
