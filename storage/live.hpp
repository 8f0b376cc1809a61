#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
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
  bool was_asked = false;   ///< in this crawl, or it never will be; not in the documents
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

/// One moment of a crawl, as `stats` keeps it for the chart.
struct LiveSample {
  LiveSample() {}
  double seconds = 0;  ///< that the crawl had run by then, over all of its runs
  std::int64_t pages = 0, bytes = 0, errors = 0, queued = 0;
  int in_flight = 0;
  /// Times that fetches since the sample before took; none without a fetch, or of an earlier trawl.
  std::optional<double> latency_p50_ms, latency_p90_ms, latency_p99_ms;
  std::map<std::string, std::int64_t> errors_by_kind;  ///< so far; the rarer kinds together as "other"
};

/// The numbers of one crawl. The counts are those of the file at the last commit, whoever fills them in; the
/// rest is known only while the crawl runs, but for the time.
struct LiveNumbers : CrawlCounts {
  LiveNumbers() {}
  CrawlState state = CrawlState::none;
  double elapsed_s = 0;                     ///< of this run; of the whole crawl when read from a file
  double earlier_s = 0;                     ///< that earlier runs of the crawl took
  std::int64_t pages_this_run = 0;          ///< of the process that runs
  int in_flight = 0;                        ///< fetches under way, those of robots.txt included
  double pages_per_s = 0, bytes_per_s = 0;  ///< over the last ten seconds
  double loop_lag_ms = 0;                   ///< the longest hold of the event loop in the last second
  double longest_hold_ms = 0;               ///< the same, of the whole run
  /// Times that the newest fetches took: at least those since the last sample. None if there were none, or
  /// nobody knows.
  std::optional<double> latency_p50_ms, latency_p90_ms, latency_p99_ms;
  std::int64_t page_limit = 0;  ///< 0: none
  int concurrency = 0;          ///< how many fetches may be under way; 0: unknown
  /// A sentence: what it waits for while nothing is under way, and which hosts are parked; "" for neither.
  std::string waiting;
};

/// About how many seconds the crawl still takes: until its queue is empty or its page limit reached, at its
/// present speed. New links make it longer. None when nothing tells: the crawl does not run, or nothing was
/// stored in the last ten seconds, or nothing is queued.
inline std::optional<double> seconds_left(const LiveNumbers& numbers) {
  std::int64_t left = numbers.queued;
  if (numbers.page_limit > 0) left = std::min(left, numbers.page_limit - numbers.pages);
  if (numbers.state != CrawlState::running || left <= 0 || numbers.pages_per_s <= 0) return std::nullopt;
  return static_cast<double>(left) / numbers.pages_per_s;
}

/// Everything the status page shows of one crawl.
struct LiveCrawl {
  LiveCrawl() {}
  std::string name, file, version, started_at;
  std::string exit_reason;  ///< "" until the crawl has ended
  LiveNumbers numbers;
  std::vector<LiveHost> hosts;   ///< those that were asked, the busiest first
  std::vector<LivePage> recent;  ///< the newest first
};

}  // namespace trawl::storage
