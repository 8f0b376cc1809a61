#pragma once
#include <cstdint>
#include <vector>

#include "fetch/aio/coroutine.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Where the URLs of a crawl are kept while they are not in memory: all that the frontier and the writer ask of it.
/// Another engine than the SQLite file stands behind these verbs.
/// Invariant: what is asked is done, and answered, in the order in which it was asked.
/// Thread: the loop's. The coroutines throw storage::Error.
class FrontierStore {
 public:
  /// The hosts that want URLs, and those of them whose row is wanted as well.
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

  virtual ~FrontierStore() = default;

  /// Leases URLs that are due at `now`. Nobody else is given a leased URL until its visit is committed or this run is
  /// over.
  virtual aio::Coroutine<Taken> take(Wanted wanted, double now) = 0;
  /// Writes visits and what they found, all of it or nothing. The store alone says which URLs are new.
  virtual aio::Coroutine<storage::CommitResult> commit(storage::Batch batch) = 0;
  /// Lets a host rest: what is pending of it is skipped for that reason. Gives how many URLs that were.
  virtual aio::Coroutine<std::int64_t> rest(std::int64_t host_id, storage::SkipReason reason) = 0;
};

}  // namespace trawl::crawl
