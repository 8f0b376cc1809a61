#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/crawl/fleet/fleet_store.hpp"

namespace trawl::crawl {

/// The statements of a batch's transaction, and which of them tell something.
struct FleetBatchStatements {
  FleetBatchStatements() {}
  std::vector<fetch::SqlStatement> statements;
  std::optional<std::size_t> found;  ///< gives hosts and how many of their URLs were new
  std::optional<std::size_t> done;   ///< gives how many rows have left the queue
};

/// Writes a batch as statements. What is found comes before what is done, and both before the hosts are
/// locked: two workers that did it in different orders would wait for each other. `number` grows with each
/// batch of the worker. A URL that was found several times is sent once.
FleetBatchStatements statements_of(const FleetBatch& batch, std::int64_t worker, std::int64_t number);

/// Drops all that the batch has of those hosts and has found on their pages.
void drop_hosts(FleetBatch& batch, std::span<const std::int64_t> hosts);

/// The 16 bytes that PostgreSQL writes as "0123abcd-…"; "" for none.
std::string bytes_of_uuid(std::string_view text);

}  // namespace trawl::crawl
