#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {

/// Takes URLs out of the frontier and puts them back, as part of the caller's transaction.
class LeaseBook {
 public:
  LeaseBook(Connection& connection, Counters& counters);

  /// As Store::lease.
  LeaseResult take(const LeaseRequest& request, EpochSeconds now);
  /// Every leased URL is pending again. One that would have to wait for days is due: nobody asks for that
  /// much, so the clock was wrong, or the file is damaged.
  void release_all(EpochSeconds now);
  /// The process that leased these was killed while they were in flight; others go before them. Those that
  /// this happened to three times in a row are skipped. Call before that. Returns the skipped ones.
  std::vector<std::string> release_killed(const std::vector<std::int64_t>& url_ids, EpochSeconds now);
  /// Those that release_killed() has skipped are pending again.
  void ask_killed_again();
  /// Every URL that is done or failed is pending again.
  void fetch_all_again();
  std::int64_t skip_pending(std::int64_t host_id, SkipReason reason);

 private:
  static void add_leases(Rows rows, std::int64_t host_id, LeaseResult& result);
  std::optional<KnownPage> known_page(std::int64_t url_id);

  Connection& connection_;
  Counters& counters_;
  Statement retries_, fresh_, killed_;  // in the order in which they are handed out
  Statement set_leased_, earliest_, earliest_retry_, skip_, known_;
};

}  // namespace trawl::storage
