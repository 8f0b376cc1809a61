#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::crawl {

struct HostProgress {
  HostProgress() {}
  std::string name;
  std::int64_t pages = 0, errors = 0, bytes = 0, queued = 0;
  int in_flight = 0;
  double delay = 0;         ///< seconds between two starts
  std::string wait_reason;  ///< "" when it may be asked now
  double wait = 0;          ///< seconds until it may be asked
};

struct RecentVisit {
  RecentVisit() {}
  std::string url, content_type, title, error;
  double fetched_at = 0;  ///< epoch seconds
  int status = 0;         ///< 0: no response
  std::int64_t size = 0;
  int elapsed_ms = 0;
};

enum class CrawlState { starting, running, paused, stopping, ended };

/// Where a crawl stands: a plain value, made on the loop. Counters include those of the runs it resumes.
struct Progress {
  Progress() {}
  CrawlState state = CrawlState::starting;
  double elapsed = 0;  ///< seconds of this run
  std::int64_t pages = 0, bytes = 0, links = 0, retries = 0, queued = 0;
  std::int64_t pages_this_run = 0;
  std::int64_t sitemaps =
      0;  ///< fetched, well or not; they are no pages, and counted in nothing but bytes and errors
  int in_flight = 0;
  double pages_per_second = 0, bytes_per_second = 0;  ///< over the last ten seconds
  double loop_lag = 0;                           ///< seconds: the longest hold of the loop in the last second
  std::array<std::int64_t, 6> status_classes{};  ///< [0]: no response
  std::map<std::string, std::int64_t> errors;    ///< by kind
  std::map<std::string, std::int64_t> skipped;   ///< by reason
};

/// How a crawl ended.
enum class Ending { finished, page_limit, size_limit, time_limit, interrupted };
/// As in `crawls.status`: whether the crawl can be resumed.
std::string_view status_of(Ending ending);
/// As in `crawls.exit_reason`.
std::string_view reason_of(Ending ending);

}  // namespace trawl::crawl
