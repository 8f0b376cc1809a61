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

/// The newest crawl of a file, with what it came to so far. URL states and skip reasons are those of the
/// whole file.
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

/// Reads a crawl file for the UI and the command line, while a crawl writes it or afterwards. Every answer
/// comes from an index or from counters and is bounded, so none gets slow as the file grows. Owns: a
/// read-only connection. Thread: one at a time; give each thread its own. While one is open the writer cannot
/// end the WAL: keep it short.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file);

  /// None before the first crawl has begun.
  std::optional<CrawlSummary> newest_crawl();
  /// Those with the most pages first.
  std::vector<HostSummary> hosts(int limit);
  /// The newest first.
  std::vector<PageSummary> recent_pages(int limit);
  std::vector<EventRecord> recent_events(int limit);

 private:
  std::map<std::string, std::int64_t> counters(const std::string& kind, std::optional<std::int64_t> crawl_id);

  Connection connection_;
};

}  // namespace trawl::storage
