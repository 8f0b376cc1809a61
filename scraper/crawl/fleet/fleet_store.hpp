#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fetch/postgres/postgres_session.hpp"

namespace trawl::crawl {

/// The row of a URL in the shared queue.
struct FleetPlace {
  FleetPlace() {}
  FleetPlace(std::int64_t host, int rank_in_host, std::int64_t number)
      : host_id(host), rank(rank_in_host), id(number) {}
  bool operator==(const FleetPlace&) const = default;
  std::int64_t host_id = 0;
  int rank = 0;  ///< minus the priority
  std::int64_t id = 0;
};

/// A URL of the shared queue.
struct FleetUrl {
  FleetUrl() {}
  FleetPlace place;
  std::string url, rest;
  std::string via;  ///< 16 bytes; "" for none
  int depth = 0, attempts = 0, redirects = 0, kind = 0;
};

/// A URL as found. Only the server says whether it is new.
struct FleetFound {
  FleetFound() {}
  std::string hash;            ///< 16 bytes, XXH3-128 of its key
  std::int64_t host_id = 0;    ///< of the URL
  std::int64_t finder_id = 0;  ///< the leased host on whose page it was found; 0: a seed
  std::string url, rest, via;
  int priority = 0, depth = 0, redirects = 0, kind = 0;
};

/// What the last worker to have a host knew of it. Text that says nothing is "".
struct FleetLedger {
  FleetLedger() {}
  std::optional<double> crawl_delay, current_delay;  ///< seconds
  std::optional<double> robots_age;                  ///< seconds since robots.txt was fetched
  std::string delay_source, wait_reason, robots_status, robots_txt;
  std::int64_t pages = 0, errors = 0, bytes = 0;
};

/// A lease of one host.
struct FleetHost {
  FleetHost() {}
  std::int64_t id = 0, token = 0;
  std::string name;
  aio::Duration rest{0};  ///< the host may not be asked before
  FleetLedger ledger;
};

/// What a batch changes of a leased host.
struct FleetHostChange {
  FleetHostChange() {}
  std::int64_t id = 0, token = 0;
  std::optional<aio::Duration> rest;  ///< from now on, the host may not be asked for so long
  std::optional<double> current_delay;
  std::int64_t pages = 0, errors = 0, bytes = 0;  ///< more than before
  /// Written as a whole when robots.txt or the reasons of a delay are new.
  std::optional<FleetLedger> ledger;
};

/// A URL that is asked for again later.
struct FleetRetry {
  FleetRetry() {}
  FleetPlace place;
  aio::Duration pause{0};
  int attempts = 0;
};

/// All that one transaction writes. Each host of `done` and `retries`, and each finder, stands in `hosts`.
struct FleetBatch {
  FleetBatch() {}
  std::vector<FleetFound> found;
  std::vector<FleetPlace> done;
  std::vector<FleetRetry> retries;
  std::vector<FleetHostChange> hosts;
};

struct FleetCommit {
  FleetCommit() {}
  std::vector<std::pair<std::int64_t, std::int64_t>> added;  ///< hosts, and how many of their URLs were new
  std::int64_t done = 0;                                     ///< rows that left the queue
  /// Hosts whose lease had ended and passed to another worker: their part of the batch was dropped.
  std::vector<std::int64_t> stale;
  /// The batch had been committed before, and the answer was lost; the rest is not known then.
  bool is_repeat = false;
};

/// How long a lease lasts. The worker renews it in time, and asks a host no more from `margin` before its
/// end, counted from when the claim or renewal was sent; so two workers never ask one host.
struct FleetLease {
  FleetLease() {}
  std::chrono::milliseconds length{60'000}, renewal{20'000}, margin{10'000};
};

/// The frontier of a crawl that many workers share, in PostgreSQL: hosts are leased whole, and what a worker
/// brings is committed under the tokens of its leases. Only the server's clock counts.
/// Invariant: a URL enters `seen` and `queue` in one transaction, and leaves `queue` in that which brings its
/// visit; a host without work has nothing in `queue`.
/// Thread: the loop's. The session must outlive it. The coroutines throw PostgresError, after the session has
/// waited for what waiting can help.
class FleetStore {
 public:
  FleetStore(fetch::PostgresSession& session, FleetLease lease) : session_(session), lease_(lease) {}

  const FleetLease& lease() const { return lease_; }
  /// Registers a worker. Requires: called first.
  aio::Coroutine<void> join(std::string name);

  /// The ids of hosts by name ("scheme://host:port"), in the order of the names; new ones are added.
  aio::Coroutine<std::vector<std::int64_t>> host_ids(std::vector<std::string> names);
  /// Leases up to `most` hosts that have work and may be asked now, the longest due first. A lease that ended
  /// without rest() counts as if its owner had asked until its last moment.
  aio::Coroutine<std::vector<FleetHost>> claim(int most);

  struct Wanted {
    Wanted(std::int64_t id, std::int64_t of_token, int at_most)
        : host_id(id), token(of_token), most(at_most) {}
    std::int64_t host_id, token;
    int most;
  };
  /// The first URLs of leased hosts that are due, by priority and age; those in hand come again. A host whose
  /// lease has passed to another has none.
  aio::Coroutine<std::vector<FleetUrl>> take(std::vector<Wanted> wanted);

  /// Pairs of host and token.
  using Leases = std::vector<std::pair<std::int64_t, std::int64_t>>;
  /// Makes the leases last for the whole length again, and gives the hosts of those that do; the others have
  /// passed to another worker.
  aio::Coroutine<std::vector<std::int64_t>> renew(Leases leases);
  /// Gives hosts back, and those without work to sleep until a URL of theirs is found. Gives the hosts that
  /// were given back or lost; the others are in use by a commit at this moment: try again.
  /// Requires: nothing of them is in hand.
  aio::Coroutine<std::vector<std::int64_t>> rest(Leases leases);

  aio::Coroutine<FleetCommit> commit(FleetBatch batch);

  /// Whether no host has work, so that no worker has any either.
  aio::Coroutine<bool> is_over();

 private:
  fetch::PostgresSession& session_;
  const FleetLease lease_;
  std::int64_t worker_ = 0, batches_ = 0;
};

}  // namespace trawl::crawl
