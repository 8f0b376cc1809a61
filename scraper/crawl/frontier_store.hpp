#pragma once
#include <cstdint>
#include <vector>

#include "fetch/aio/coroutine.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// The store of the URLs that are not in memory: all that the frontier and the writer ask of it. Any engine
/// that offers these three verbs can stand behind a crawl.
/// Invariant: it carries out and answers questions in the order in which they were asked.
/// Thread: the loop's. The coroutines throw storage::Error.
class FrontierStore {
 public:
  /// The hosts that need URLs, and those of them whose row is needed as well.
  struct Wanted {
    Wanted() {}
    std::vector<storage::LeaseRequest> leases;
    std::vector<std::int64_t> ledgers;
  };
  /// The leases in the order of the requests, and the rows.
  struct Taken {
    Taken() {}
    std::vector<storage::LeaseResult> leases;
    std::vector<storage::HostRecord> ledgers;
  };
  /// A host whose pending URLs are to be skipped, and why.
  struct Skip {
    std::int64_t host_id;
    storage::Skip reason;
  };

  virtual ~FrontierStore() = default;

  /// Leases URLs that are due at `now`. Nobody else gets a leased URL until its visit is committed or this
  /// run has ended.
  virtual aio::Coroutine<Taken> take(Wanted wanted, double now) = 0;
  /// Writes visits and what they found, all of it or nothing. Only the store says which URLs are new.
  virtual aio::Coroutine<storage::CommitResult> commit(storage::Batch batch) = 0;
  /// Skips the pending URLs of those hosts.
  virtual aio::Coroutine<void> skip(std::vector<Skip> hosts) = 0;
};

}  // namespace trawl::crawl
