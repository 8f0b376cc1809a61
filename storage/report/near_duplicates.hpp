#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Two of a list, by their places in it, and in how many bits they differ.
struct NearPair {
  std::uint32_t one, other;
  int distance;
};

/// All pairs of fingerprints that differ in at most 3 bits; `one` stands before `other`. Fingerprints that do
/// so agree in at least three of six blocks, so only those that share three are compared. Takes time for 20
/// sorts, and no more than `most` pairs. Requires: each fingerprint once.
std::vector<NearPair> near_pairs(std::span<const std::uint64_t> fingerprints, std::size_t most);

/// Creates the temporary view `near_duplicates`, which says what that of the file says, in less time.
/// Requires: the temporary index of ReportSource.
void create_near_duplicates(Connection& connection);

}  // namespace trawl::storage
