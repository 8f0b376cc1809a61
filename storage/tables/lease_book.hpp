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

/// Takes URLs out of the frontier and puts them back, as part of the caller's transaction.
class LeaseBook {
 public:
  LeaseBook(Connection& connection, Counters& counters);

  /// As Store::lease.
  LeaseResult take(const LeaseRequest& request, std::int64_t crawl_id, EpochSeconds now);
  /// Every leased URL is pending again. One that would have to wait for days is due: nobody asks for that
  /// much, so the clock was wrong, or the file is damaged.
  void release_all(EpochSeconds now);
  /// The process that leased these was killed while they were in flight; others go before them. Those that
  /// this happened to three times in a row are skipped. Call before that. Returns the skipped ones.
  std::vector<std::string> release_killed(const std::vector<std::int64_t>& url_ids, EpochSeconds now);
  /// Skips what is pending in other crawls, as another_crawl, and brings back what was skipped so of this
  /// one.
  void park_others(std::int64_t crawl_id);
  std::int64_t skip_pending(std::int64_t host_id, const Skip& skip, std::int64_t crawl_id);
  /// Those of these URLs that are leased are pending again.
  void give_back(std::span<const std::int64_t> url_ids);
  /// What is pending of a host.
  AddedPending waiting(std::int64_t host_id);

 private:
  static void add_leases(Rows rows, std::int64_t host_id, LeaseResult& result);
  std::optional<KnownPage> known_page(std::int64_t url_id, std::int64_t crawl_id,
                                      const std::string& fresh_since);

  Connection& connection_;
  Counters& counters_;
  Statement retries_, fresh_, killed_;  // in the order in which they are handed out
  Statement set_leased_, earliest_, earliest_retry_, skip_, known_;
};

}  // namespace trawl::storage
