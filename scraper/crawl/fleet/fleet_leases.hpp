#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "scraper/crawl/fleet/fleet_store.hpp"

namespace trawl::crawl {

/// The hosts that a worker has leased, and when it may ask them. It is told the time.
/// Invariant: a lease is counted from the moment at which the claim or renewal was sent, so that it ends here
/// before it ends on the server; and from `margin` before that end the host is not asked, so that what is in
/// flight has ended before another worker begins.
class FleetLeases {
 public:
  explicit FleetLeases(const FleetLease& lease) : lease_(lease) {}

  /// The claim was sent at `sent` and answered at `answered`.
  void claimed(const FleetHost& host, aio::TimePoint sent, aio::TimePoint answered);
  /// The server has renewed those of `asked` that are in `kept`. Drops the others, which have passed to
  /// another worker, and returns them.
  std::vector<std::int64_t> renewed(const FleetStore::Leases& asked, std::span<const std::int64_t> kept,
                                    aio::TimePoint sent);
  void drop(std::int64_t host_id) { leases_.erase(host_id); }

  bool is_empty() const { return leases_.empty(); }
  std::size_t size() const { return leases_.size(); }
  FleetStore::Leases all() const;
  /// Of a host that is leased.
  std::int64_t token(std::int64_t host_id) const { return leases_.at(host_id).token; }

  /// When the host may be asked next; none if it is not leased or its lease ends too soon for that.
  std::optional<aio::TimePoint> may_ask_at(std::int64_t host_id, aio::TimePoint now) const;
  /// The host was asked, and may be asked again at `again`.
  void asked(std::int64_t host_id, aio::TimePoint again);
  /// When the first lease should be renewed; none if there is no lease.
  std::optional<aio::TimePoint> renewal_due() const;

 private:
  struct Lease {
    Lease() {}
    std::int64_t token = 0;
    aio::TimePoint sent, may_ask;
  };
  const FleetLease lease_;
  std::unordered_map<std::int64_t, Lease> leases_;
};

/// Renews the leases in time until it is cancelled. While the server cannot be reached, leases run out by
/// themselves. `lost` hears of those that have passed to another worker. Throws PostgresError when the
/// session has given up. All must outlive it.
aio::Coroutine<void> keep_leases(FleetStore& store, FleetLeases& leases,
                                 std::function<void(std::span<const std::int64_t>)> lost);

}  // namespace trawl::crawl
