#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scraper/crawl/frontier_store.hpp"
#include "storage/file/error.hpp"

namespace trawl::support {

/// A frontier's store in memory, without a thread: it answers at once, and records what it was asked.
class FakeFrontierStore final : public crawl::FrontierStore {
 public:
  /// Adds `count` URLs of a host and returns the result that a commit would give. They are retries that are
  /// due at `due_at`; 0: they are fresh.
  storage::CommitResult add(std::int64_t host_id, int count, double due_at = 0) {
    Host& host = hosts_[host_id];
    for (int i = 0; i < count; ++i) {
      storage::Lease lease;
      lease.url_id = ++urls_;
      lease.host_id = host_id;
      lease.url = origin(host_id) + "/" + std::to_string(host.named++);
      lease.is_retry = due_at > 0;
      host.pending.emplace(due_at, std::move(lease));
    }
    storage::CommitResult result;
    storage::AddedPending& added = result.pending.emplace_back();
    added.host_id = host_id;
    added.host = origin(host_id);
    added.count = count;
    added.earliest_due = added.earliest_retry = due_at;
    added.new_host = true;
    return result;
  }
  static std::string origin(std::int64_t host_id) {
    return "http://h" + std::to_string(host_id) + ".example";
  }

  aio::Coroutine<Taken> take(Wanted wanted, double now) override {
    if (is_broken) throw storage::Error(storage::ErrorKind::io, "the store is broken");
    Taken taken;
    for (const storage::LeaseRequest& request : wanted.leases) {
      auto& pending = hosts_[request.host_id].pending;
      storage::LeaseResult& result = taken.leases.emplace_back();
      const auto retry = [&pending] { return pending.upper_bound(0); };
      while (!pending.empty() && result.leases.size() < static_cast<std::size_t>(request.limit)) {
        const bool is_retry_due = retry() != pending.end() && retry()->first <= now;
        const auto next = is_retry_due ? retry() : pending.begin();
        if (next->first > now) break;
        result.leases.push_back(std::move(next->second));
        pending.erase(next);
      }
      result.pending_left = static_cast<std::int64_t>(pending.size());
      if (!pending.empty()) result.earliest_due = pending.begin()->first;
      if (retry() != pending.end()) result.earliest_retry = retry()->first;
    }
    for (const std::int64_t id : wanted.ledgers) {
      storage::HostRecord& ledger = taken.ledgers.emplace_back();
      ledger.id = id;
      ledger.pages = 100;
    }
    questions.push_back(std::move(wanted));
    co_return taken;
  }
  aio::Coroutine<storage::CommitResult> commit(storage::Batch) override {
    storage::CommitResult nothing_new;
    co_return nothing_new;
  }
  aio::Coroutine<void> skip(std::vector<Skip> hosts) override {
    ++skip_questions;
    for (const Skip& host : hosts) {
      skipped_hosts.push_back(host.host_id);
      const auto pending = std::exchange(hosts_[host.host_id].pending, {});
      skipped[host.reason.text()] += static_cast<std::int64_t>(pending.size());
    }
    co_return;
  }

  std::vector<Wanted> questions;
  std::vector<std::int64_t> skipped_hosts;
  std::map<std::string, std::int64_t> skipped;  ///< how many URLs, by reason
  int skip_questions = 0;
  bool is_broken = false;  ///< take() throws

 private:
  struct Host {
    int named = 0;
    std::multimap<double, storage::Lease> pending;  // by when it is due
  };
  std::map<std::int64_t, Host> hosts_;
  std::int64_t urls_ = 0;
};

}  // namespace trawl::support
