#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {

/// Takes URLs out of the frontier and puts them back, inside the caller's transaction.
class LeaseBook {
 public:
  LeaseBook(Connection& connection, Counters& counters);

  /// As Store::lease.
  LeaseResult take(const LeaseRequest& request, EpochSeconds now);
  /// How many of them were leased.
  std::int64_t release(std::span<const std::int64_t> url_ids);
  std::int64_t release_all();
  /// Every URL that is done or failed is pending again.
  void fetch_all_again();
  std::int64_t skip_pending(std::int64_t host_id, SkipReason reason);

  std::vector<HostRecord> pending_hosts();
  std::optional<HostRecord> host(std::int64_t host_id);

 private:
  std::optional<KnownPage> known_page(std::int64_t url_id);

  Connection& connection_;
  Counters& counters_;
  Statement due_, set_leased_, earliest_, leased_host_, set_pending_, skip_, host_, known_;
};

}  // namespace trawl::storage
