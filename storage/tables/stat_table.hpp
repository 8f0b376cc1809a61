#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/live.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

// The samples of crawls in `stats`, from which the status page draws its chart. Those of one moment have the
// same `at` and one row for each key.

/// Writes samples inside the caller's transaction.
class StatTable {
 public:
  explicit StatTable(Connection& connection);

  void write(std::span<const StatSample> samples, std::int64_t crawl_id);
  /// Keeps of the crawl's moments the first of every `step` seconds of its running time, and removes those
  /// without the key "seconds".
  void thin(std::int64_t crawl_id, double step);

 private:
  Statement insert_, thin_;
};

/// The last moment of a crawl; zeros if there is none.
struct LastSample {
  EpochSeconds at = 0;
  double seconds = 0;  ///< that the crawl had run by then, over all of its runs
};
LastSample read_last_sample(Connection& connection, std::int64_t crawl_id);

/// All moments of a crawl, the oldest first; none in a file of a version before 4.
std::vector<LiveSample> read_samples(Connection& connection, std::int64_t crawl_id);

}  // namespace trawl::storage
