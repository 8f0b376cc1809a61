#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/counts.hpp"

namespace trawl::storage {

// The live numbers of a crawl: what the status line, the summary, the status page and /metrics show of it.
// The crawler fills these values while the crawl runs, Reader fills them from the file.

/// `none`: the file holds no crawl yet.
enum class CrawlState : std::uint8_t { none, running, paused, stopping, finished, interrupted, failed };

inline constexpr std::array<std::string_view, 7> kCrawlStates{"",         "running",     "paused", "stopping",
                                                              "finished", "interrupted", "failed"};

/// As in `crawls.status`, which knows no paused and no stopping crawl.
constexpr std::string_view name_of(CrawlState state) {
  return kCrawlStates[static_cast<std::size_t>(state)];
}

/// `none` for a name that is not among them.
constexpr CrawlState crawl_state_named(std::string_view name) {
  for (std::size_t i = 0; i < kCrawlStates.size(); ++i) {
    if (kCrawlStates[i] == name) return CrawlState(i);
  }
  return CrawlState::none;
}

/// One host, at the moment of asking.
struct LiveHost : HostCounts {
  LiveHost() {}
  std::string name;  ///< scheme + name + port, as in `hosts.name`
  int in_flight = 0;
  double delay_s = 0;       ///< between two starts, as it is now
  std::string wait_reason;  ///< "delay", "retry-after 30 s", …; "" when the host may be asked now
  double wait_s = 0;        ///< until the host may be asked
};

/// One fetch that has ended.
struct LivePage {
  LivePage() {}
  std::string url;
  std::string fetched_at;  ///< ISO 8601, UTC
  std::string content_type, title;
  std::string error;  ///< "" when there was none
  int status = 0;     ///< 0: no response
  std::int64_t size = 0;
  int elapsed_ms = 0;
};

/// The numbers of one crawl. The counts are those of the file at the last commit, whoever fills them in; the
/// rest is known only while the crawl runs, but for the time.
struct LiveNumbers : CrawlCounts {
  LiveNumbers() {}
  CrawlState state = CrawlState::none;
  double elapsed_s = 0;                     ///< of this run; of the whole crawl when read from a file
  std::int64_t pages_this_run = 0;          ///< of the process that runs
  int in_flight = 0;                        ///< fetches under way, those of robots.txt included
  double pages_per_s = 0, bytes_per_s = 0;  ///< over the last ten seconds
  double loop_lag_ms = 0;                   ///< the longest hold of the event loop in the last second
  double longest_hold_ms = 0;               ///< the same, of the whole run
  std::int64_t page_limit = 0;              ///< 0: none
  int concurrency = 0;                      ///< how many fetches may be under way; 0: unknown
  /// A sentence: what it waits for while nothing is under way, and which hosts are parked; "" for neither.
  std::string waiting;
};

/// Everything the status page shows of one crawl.
struct LiveCrawl {
  LiveCrawl() {}
  std::string name, file, version, started_at;
  std::string exit_reason;  ///< "" until the crawl has ended
  LiveNumbers numbers;
  std::vector<LiveHost> hosts;   ///< the busiest first
  std::vector<LivePage> recent;  ///< the newest first
};

}  // namespace trawl::storage
