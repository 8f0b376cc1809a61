#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fetch/aio/thread_pool.hpp"
#include "scraper/crawl/frontier_store.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "storage/file/flight_log.hpp"
#include "storage/store.hpp"

namespace trawl::crawl {

/// The ids, in order, of the URLs whose pages are asked for, as if the others had been fetched just now;
/// null: all.
using ChosenUrls = std::shared_ptr<const std::vector<std::int64_t>>;

/// The SQLite file as the store of a frontier, on a thread of its own. It answers in the order of the
/// questions.
/// Owns: the store and its thread.
/// Thread: the loop's. Its coroutines throw storage::Error.
class StoreThread final : public FrontierStore {
 public:
  /// Opens the file and begins or continues a crawl. This blocks.
  StoreThread(const Options& options, const std::string& name, const std::string& config, double now,
              ChosenUrls only_these = nullptr);

  const storage::CrawlStart& start() const { return start_; }
  /// The cookies in the file at the start; likewise the typed hosts, and the hosts that the frontier and
  /// those who watch need.
  const std::vector<storage::CookieRecord>& cookies() const { return cookies_; }
  const std::vector<storage::TypedHostRecord>& typed_hosts() const { return typed_hosts_; }
  const std::vector<storage::HostRecord>& needed_hosts() const { return needed_hosts_; }
  /// As Store::redirect_of. Only before anything else is asked; this blocks.
  std::optional<std::string> redirect_of(const std::string& url) { return store_.redirect_of(url); }

  /// The URLs in flight, for the next process if this one is killed.
  storage::FlightLog& flights() { return flights_; }

  aio::Coroutine<Taken> take(Wanted wanted, double now) override;
  aio::Coroutine<storage::CommitResult> commit(storage::Batch batch) override;
  aio::Coroutine<void> skip(std::vector<Skip> hosts) override;
  /// What the file has of the content of that page; none if it has none.
  aio::Coroutine<std::optional<storage::Body>> content(std::int64_t page_id);
  /// As Store::skipped.
  aio::Coroutine<std::vector<storage::SkippedUrl>> skipped(std::int64_t after_id, int most);
  /// As Store::waiting_orders; none as well if they cannot be read.
  aio::Coroutine<std::vector<storage::Order>> waiting_orders();
  /// Gives back the leases of those URLs, then performs the order.
  aio::Coroutine<storage::OrderOutcome> perform(storage::OrderTask task, std::vector<std::int64_t> given_back,
                                                const storage::QueryExtras* functions);
  /// As Store::order_to_undo.
  aio::Coroutine<storage::UndoTarget> order_to_undo(std::int64_t id);
  /// Throws if the file is no longer the one that was opened.
  aio::Coroutine<void> check_file();
  /// Closes the crawl's row, and returns the last counts.
  aio::Coroutine<storage::CrawlCounts> finish(std::string status, std::string reason, std::string stats,
                                              double now);

 private:
  const std::optional<double> fresh_since_;
  const ChosenUrls only_these_;
  storage::Store store_;
  storage::FlightLog flights_;
  storage::CrawlStart start_;
  std::vector<storage::CookieRecord> cookies_;
  std::vector<storage::TypedHostRecord> typed_hosts_;
  std::vector<storage::HostRecord> needed_hosts_;
  aio::ThreadPool thread_{1, "store"};  // last, so that it ends before the store does
};

}  // namespace trawl::crawl
