#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// The newest crawl of a file and what it has come to so far. URL states and skip reasons are counted over
/// the whole file.
struct CrawlSummary {
  std::int64_t id = 0;
  std::string name, started_at, finished_at, status, exit_reason;
  std::string config, stats;  ///< JSON
  std::string trawl_version;
  CrawlTotals totals;
  std::map<std::string, std::int64_t> url_states;      ///< "pending", "done", …
  std::map<std::string, std::int64_t> skip_reasons;    ///< at most 100, the most frequent
  std::map<std::string, std::int64_t> status_classes;  ///< "2": 2xx, …; "0": no response
  std::map<std::string, std::int64_t> errors;          ///< by kind; at most 100, the most frequent
};

struct HostSummary {
  std::int64_t id = 0;
  std::string name, robots_status, delay_source, wait_reason;
  std::optional<double> current_delay;  ///< seconds
  EpochSeconds next_allowed_at = 0;
  std::int64_t pages = 0, errors = 0, bytes = 0, pending = 0;
};

struct PageSummary {
  std::int64_t id = 0;
  std::string url, fetched_at, content_type, title, error;
  int status = 0, elapsed_ms = 0;
  std::int64_t size = 0;
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
  /// The hosts with the most pages come first.
  std::vector<HostSummary> hosts(int limit);
  /// The newest come first.
  std::vector<PageSummary> recent_pages(int limit);
  std::vector<EventRecord> recent_events(int limit);

 private:
  std::map<std::string, std::int64_t> counters(const std::string& kind, std::optional<std::int64_t> crawl_id);

  Connection connection_;
};

}  // namespace trawl::storage
