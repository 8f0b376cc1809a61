#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/item_report.hpp"
#include "storage/live.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// The newest crawl of a file. URL states are counted over the whole file.
struct CrawlSummary {
  std::int64_t id = 0;
  std::string name, started_at, finished_at, status, exit_reason;
  std::string config, stats;  ///< JSON
  std::string trawl_version;
  std::map<std::string, std::int64_t> url_states;  ///< "pending", "done", …
  LiveNumbers numbers;                             ///< the counts and the state; the rest stays 0
  EpochSeconds sampled_at = 0;                     ///< of its newest sample in `stats`; 0: none
  double seconds = 0;                              ///< that it had run by then, over all of its runs
};

struct EventRecord {
  std::string at, level, kind, message;
};

/// Reads a crawl file for the status page and the command line, also while a crawl writes it. Answers come
/// from indexes and counters and are bounded, so none gets slower as the file grows. Asks only for what
/// schema version 1 has. While a reader is open the writer cannot end the WAL: do not keep one.
/// Owns: a read-only connection.
/// Thread: one at a time; give each thread its own.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file);

  /// None if no crawl has begun yet.
  std::optional<CrawlSummary> newest_crawl();
  /// All of them, the newest first, without their counts.
  std::vector<CrawlSummary> crawls();
  /// Those that are not finished, the newest first, without their counts.
  std::vector<CrawlSummary> unfinished_crawls();
  /// Hosts that the newest crawl has asked. Those with the most pages come first. What is in flight stays 0:
  /// the file does not know it.
  std::vector<LiveHost> hosts(int limit, EpochSeconds now);
  /// The course of the newest crawl, the oldest sample first; a few hundred at most.
  std::vector<LiveSample> samples();
  /// The newest come first.
  std::vector<LivePage> recent_pages(int limit);
  std::vector<EventRecord> recent_events(int limit);
  /// The shapes of a crawl whose URLs are held; none of a file of an earlier schema version.
  std::vector<ShapeRecord> held_shapes(std::int64_t crawl_id);
  ItemReport items() { return read_item_report(connection_); }

 private:
  Connection connection_;
};

}  // namespace trawl::storage
