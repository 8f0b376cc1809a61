#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace trawl::web {

struct HostRow {
  std::string name;
  std::int64_t pages = 0, errors = 0, bytes = 0, queued = 0;
  int in_flight = 0;
  double delay_s = 0;  ///< between two starts, as in force now
  std::string
      wait_reason;  ///< "", or why the host is not asked now: "delay", "crawl-delay", "retry-after 30 s", …
  double wait_s = 0;  ///< until it may be asked again
};

struct RecentPage {
  std::string url, fetched_at, content_type, title, error;
  int status = 0;  ///< 0 when there was no response
  std::int64_t size = 0;
  int elapsed_ms = 0;
};

/// The live numbers of one crawl, a plain value.
struct Status {
  std::string name, file, version, started_at;
  std::string state;        ///< running, paused, stopping, finished, interrupted, failed
  std::string exit_reason;  ///< once it has ended
  double elapsed_s = 0;
  std::int64_t pages = 0, bytes = 0, links = 0, retries = 0;
  std::int64_t page_limit = 0;              ///< 0: none
  double pages_per_s = 0, bytes_per_s = 0;  ///< over the last ten seconds
  std::int64_t queued = 0;                  ///< URLs that still wait, in memory and in the file
  int in_flight = 0;
  int concurrency = 0;
  std::array<std::int64_t, 6> status_classes{};  ///< [1] 1xx … [5] 5xx, [0] no response
  std::map<std::string, std::int64_t> errors;    ///< by kind
  std::map<std::string, std::int64_t> skipped;   ///< by reason
  double loop_lag_ms = 0;                        ///< the longest hold of the loop in the last second
  std::vector<HostRow> hosts;                    ///< at most 100, the busiest first
  std::vector<RecentPage> recent;                ///< at most 50, the newest first
};

/// Hands the live numbers from the loop to the web server's threads, by value.
/// Thread: any.
class StatusBoard {
 public:
  void publish(Status status) {
    const std::scoped_lock lock(mutex_);
    status_ = std::move(status);
  }
  Status read() const {
    const std::scoped_lock lock(mutex_);
    return status_;
  }

 private:
  mutable std::mutex mutex_;
  Status status_;  // guarded by mutex_
};

/// What the UI may ask of a running crawl. Called on the web server's threads: each one must only hand over.
/// An empty function means that the crawl cannot be commanded (trawl serve): the UI shows no buttons.
struct Commands {
  std::function<void()> pause, resume, stop;
};

}  // namespace trawl::web
