#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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
struct LiveHost {
  LiveHost() {}
  std::string name;  ///< scheme + name + port, as in `hosts.name`
  std::int64_t pages = 0, errors = 0, bytes = 0;
  std::int64_t queued = 0;  ///< URLs of this host that wait
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

/// The numbers of one crawl. From a running crawl, `pages`, `sitemaps`, `bytes` and `links` include its
/// earlier runs, and the other counts are of this run; from a file, all counts are of the whole crawl.
struct LiveNumbers {
  LiveNumbers() {}
  CrawlState state = CrawlState::none;
  double elapsed_s = 0;  ///< of this run; of the whole crawl when read from a file
  std::int64_t pages = 0, bytes = 0, links = 0;
  std::int64_t pages_this_run = 0;
  std::int64_t sitemaps = 0;                     ///< fetched, well or not
  std::int64_t retries = 0;                      ///< known only while the crawl runs
  std::int64_t queued = 0;                       ///< URLs that wait, in memory and in the file
  int in_flight = 0;                             ///< fetches under way
  double pages_per_s = 0, bytes_per_s = 0;       ///< over the last ten seconds
  double loop_lag_ms = 0;                        ///< the longest hold of the event loop in the last second
  double longest_hold_ms = 0;                    ///< the same, of the whole run
  std::array<std::int64_t, 6> status_classes{};  ///< [1] 1xx … [5] 5xx, [0] no response
  std::map<std::string, std::int64_t> errors;    ///< by kind
  std::map<std::string, std::int64_t> skipped;   ///< by reason
  std::int64_t page_limit = 0;                   ///< 0: none
  int concurrency = 0;                           ///< how many fetches may be under way; 0: unknown
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
